package dev.lathe.engine.artifact;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** The tar archives that image layers are. */
final class LayerArchive {
  private static final String WHITEOUT = ".wh.";

  private LayerArchive() {}

  /** Writes a layer that holds one file, owned by root, readable by all, of the epoch. */
  static void write(String name, Path content, Path target) throws IOException {
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(target)))) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      TarArchiveEntry entry = new TarArchiveEntry(name);
      entry.setSize(Files.size(content));
      entry.setMode(0100644);
      entry.setModTime(0);
      entry.setIds(0, 0);
      entry.setNames("", "");
      tar.putArchiveEntry(entry);
      Files.copy(content, tar);
      tar.closeArchiveEntry();
    }
  }

  /**
   * Applies what a layer, compressed by gzip or not, says of the files below {@code root} to a
   * folder. Links and devices are passed over: no model needs them.
   *
   * @param root a path from the image's root, without a slash at either end
   * @throws EngineException INVALID_DATA if a path leaves the folder
   */
  static void extract(Path layer, String root, Path folder) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(decompressed(layer))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        apply(tar, entry, root, folder);
      }
    }
  }

  private static InputStream decompressed(Path layer) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(layer));
    raw.mark(2);
    boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
    raw.reset();
    return gzip ? new GZIPInputStream(raw, 1 << 16) : raw;
  }

  private static void apply(
      TarArchiveInputStream tar, TarArchiveEntry entry, String root, Path folder)
      throws IOException {
    String name = entry.getName().replaceFirst("^(\\./|/)+", "");
    String prefix = root.isEmpty() ? "" : root + "/";
    if (!name.startsWith(prefix) || name.length() == prefix.length()) {
      return;
    }
    Path target = folder.resolve(name.substring(prefix.length())).normalize();
    if (!target.startsWith(folder)) {
      throw new EngineException(
          Reason.INVALID_DATA, "the image holds a path that leaves its folder: " + entry.getName());
    }
    String last = target.getFileName().toString();
    if (last.startsWith(WHITEOUT)) {
      Files.deleteIfExists(target.resolveSibling(last.substring(WHITEOUT.length())));
    } else if (entry.isDirectory()) {
      Files.createDirectories(target);
    } else if (entry.isFile()) {
      Files.createDirectories(target.getParent());
      Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
