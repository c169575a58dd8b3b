package dev.lathe.engine.artifact;

import java.util.Optional;

/**
 * Where results go.
 *
 * @param uri see {@link Location#parse}
 * @param secret name of the secret with the credentials
 */
public record Destination(String uri, Optional<String> secret) {}
