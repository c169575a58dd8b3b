package dev.lathe.engine.artifact;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 of some bytes.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) {
  private static final Pattern WRITTEN = Pattern.compile("sha256:([0-9a-f]{64})");
  private static final int CHUNK_BYTES = 1 << 16;

  public Digest {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("a SHA-256 has 64 hexadecimal digits, found " + hex);
    }
  }

  /**
   * Reads {@code sha256:<64 hex digits>}.
   *
   * @throws EngineException INVALID_MANIFEST if it is written otherwise
   */
  public static Digest parse(String written) {
    var matcher = WRITTEN.matcher(written);
    if (!matcher.matches()) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "a digest is written sha256:<64 lower-case hexadecimal digits>, found '%s'"
              .formatted(written));
    }
    return new Digest(matcher.group(1));
  }

  /** Returns the digest of a file's content, read once in small pieces. */
  public static Digest of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha256 = sha256();
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        sha256.update(chunk, 0, read);
      }
      return ofState(sha256);
    }
  }

  public static Digest of(byte[] bytes) {
    return new Digest(HexFormat.of().formatHex(sha256().digest(bytes)));
  }

  static Digest ofState(MessageDigest finished) {
    return new Digest(HexFormat.of().formatHex(finished.digest()));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * Checks content against the digest that the manifest pins.
   *
   * @throws EngineException DIGEST_MISMATCH naming both
   */
  void mustBe(Digest pinned, String what) {
    if (!equals(pinned)) {
      throw new EngineException(
          Reason.DIGEST_MISMATCH,
          "%s has digest %s, but the manifest pins %s: the content changed, or the digest is of another file"
              .formatted(what, this, pinned));
    }
  }

  /** Returns {@code sha256:} and the digits. */
  @Override
  public String toString() {
    return "sha256:" + hex;
  }
}
