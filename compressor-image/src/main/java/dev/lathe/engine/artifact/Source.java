package dev.lathe.engine.artifact;

import java.util.Optional;

/**
 * Something to fetch, as the manifest names it.
 *
 * @param uri see {@link Location#parse}
 * @param path of the wanted file inside an image or folder; empty where the URI names the file
 * @param digest of the wanted file
 * @param secret name of the secret with the credentials
 */
public record Source(
    String uri, Optional<String> path, Optional<Digest> digest, Optional<String> secret) {
  public static Source of(String uri) {
    return new Source(uri, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
