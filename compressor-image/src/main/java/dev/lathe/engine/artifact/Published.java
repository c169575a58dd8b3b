package dev.lathe.engine.artifact;

/**
 * A result at its destination.
 *
 * @param uri pinned: an image by the digest of its manifest
 * @param digest of the whole: an image's manifest, or of the folder's {@code SHA256SUMS}
 * @param sizeBytes of the files published
 */
public record Published(String uri, Digest digest, long sizeBytes) {}
