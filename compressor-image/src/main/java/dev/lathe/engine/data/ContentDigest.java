package dev.lathe.engine.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;

/** SHA-256 of the files a data set is read from. */
final class ContentDigest {
  private static final int CHUNK_BYTES = 1 << 16;

  private ContentDigest() {}

  /** Returns {@code sha256:} and the digest of a file's bytes. */
  static String of(Path file) throws IOException {
    return "sha256:" + hex(file);
  }

  /**
   * Returns {@code sha256:} and the digest of the list of these files, as {@code sha256sum} prints
   * it.
   *
   * @param files by the path that stands in the list
   */
  static String of(SortedMap<String, Path> files) throws IOException {
    MessageDigest sha256 = sha256();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      String line = hex(file.getValue()) + "  " + file.getKey() + "\n";
      sha256.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return "sha256:" + HexFormat.of().formatHex(sha256.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static String hex(Path file) throws IOException {
    MessageDigest sha256 = sha256();
    byte[] chunk = new byte[CHUNK_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        sha256.update(chunk, 0, read);
      }
    }
    return HexFormat.of().formatHex(sha256.digest());
  }
}
