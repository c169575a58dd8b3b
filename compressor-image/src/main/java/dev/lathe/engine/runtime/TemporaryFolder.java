package dev.lathe.engine.runtime;

import dev.lathe.engine.failure.DiskSpace;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A folder for files that a runtime has to find by path, gone when closed. */
final class TemporaryFolder implements AutoCloseable {
  private final Path path;

  TemporaryFolder() {
    try {
      path = Files.createTempDirectory("lathe");
    } catch (IOException e) {
      throw new EngineException(
          DiskSpace.isExhausted(e) ? Reason.DISK_FULL : Reason.ENGINE_ERROR,
          "java.io.tmpdir=%s cannot be written to: mount a writable folder there"
              .formatted(System.getProperty("java.io.tmpdir")),
          e);
    }
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  /** Deletes the folder with its files; those still open elsewhere stay readable there. */
  @Override
  public void close() {
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(path);
    } catch (IOException e) {
      throw new EngineException(
          Reason.ENGINE_ERROR, "temporary folder %s cannot be deleted".formatted(path), e);
    }
  }
}
