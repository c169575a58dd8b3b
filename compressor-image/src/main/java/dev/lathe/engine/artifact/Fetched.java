package dev.lathe.engine.artifact;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A source that lies on this machine now.
 *
 * @param path of the file, or of the folder where the source is one
 * @param uri under which the same bytes can be had again: an image by its digest
 * @param digest of the file; empty for a folder
 */
public record Fetched(Path path, String uri, Optional<Digest> digest) {}
