package dev.lathe.engine.data;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a data set lies on this machine.
 *
 * @param data the file or folder
 * @param tokenizer {@code tokenizer.json} of the HuggingFace format; needed for text only
 * @param scratch a writable folder for what readers unpack, native libraries and compressed arrays;
 *     made if missing
 */
public record DataFiles(Path data, Optional<Path> tokenizer, Path scratch) {}
