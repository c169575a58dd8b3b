package dev.lathe.engine.artifact;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Publishes into a folder, all files or none: they are written into a folder beside it, which then
 * takes its place. {@code SHA256SUMS} in it lists the files as {@code sha256sum} does, and its own
 * digest is the digest of the whole; what a release has beside its files is not listed.
 */
final class FolderPublisher {
  private static final String SUMS = "SHA256SUMS";

  private final Path folder;

  FolderPublisher(Path folder) {
    this.folder = folder;
  }

  /** Checks that nothing foreign is in the way, and that the folder can be made. */
  void requireOpen(String uri) throws IOException {
    requireOwn(uri);
    Path above = nearestAbove(folder.toAbsolutePath());
    if (!Files.isDirectory(above)) {
      throw new FileAlreadyExistsException(above.toString());
    }
    if (!Files.isWritable(above)) {
      throw new AccessDeniedException(above.toString());
    }
  }

  /** Returns the folder that exists, or the file that is in its place. */
  private static Path nearestAbove(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      return path;
    }
    return Files.exists(parent) ? parent : nearestAbove(parent);
  }

  Published publish(Release release, String uri) throws IOException {
    requireOwn(uri);
    Path parent = Files.createDirectories(folder.toAbsolutePath().getParent());
    // not a temporary folder in Java's sense: those can be read by their owner only
    Path staging =
        parent.resolve(
            "." + folder.getFileName() + "." + ProcessHandle.current().pid() + ".partial");
    deleteTree(staging);
    Files.createDirectory(staging);
    try {
      StringBuilder sums = new StringBuilder();
      long size = 0;
      for (Map.Entry<String, Path> file : release.files().entrySet()) {
        Path target = stage(file, staging);
        size += Files.size(target);
        sums.append(Digest.of(target).hex()).append("  ").append(file.getKey()).append('\n');
      }
      for (Map.Entry<String, Path> file : release.beside().entrySet()) {
        stage(file, staging);
      }
      Path list = Files.writeString(staging.resolve(SUMS), sums);
      force(list);
      Digest digest = Digest.of(list);
      takePlace(staging);
      return new Published(uri, digest, size);
    } finally {
      deleteTree(staging);
    }
  }

  /** Refuses to take the place of what was not published by Lathe. */
  private void requireOwn(String uri) throws IOException {
    if (!Files.exists(folder) || Files.exists(folder.resolve(SUMS))) {
      return;
    }
    boolean isEmpty = false;
    if (Files.isDirectory(folder)) {
      try (Stream<Path> content = Files.list(folder)) {
        isEmpty = content.findAny().isEmpty();
      }
    }
    if (!isEmpty) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "%s exists and holds no earlier result, which would have a %s: name a folder of its own for the output"
              .formatted(uri, SUMS));
    }
  }

  private static Path stage(Map.Entry<String, Path> file, Path staging) throws IOException {
    Path target = staging.resolve(file.getKey());
    Files.createDirectories(target.getParent());
    try (OutputStream out = Files.newOutputStream(target)) {
      Files.copy(file.getValue(), out);
    }
    force(target);
    return target;
  }

  private void takePlace(Path staging) throws IOException {
    Path old = staging.resolveSibling(staging.getFileName() + ".old");
    boolean replaces = Files.exists(folder);
    if (replaces) {
      Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      Files.move(staging, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (replaces) {
        Files.move(old, folder, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
    deleteTree(old);
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
