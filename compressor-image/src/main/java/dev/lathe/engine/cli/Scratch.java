package dev.lathe.engine.cli;

import dev.lathe.engine.failure.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder to work in; a temporary one is gone afterwards. */
record Scratch(Path folder, boolean isTemporary) implements AutoCloseable {

  /** Returns the folder that was asked for, made if missing, or a temporary one. */
  static Scratch open(Optional<Path> wanted) {
    try {
      return wanted.isPresent()
          ? new Scratch(Files.createDirectories(wanted.get()), false)
          : new Scratch(Files.createTempDirectory("lathe"), true);
    } catch (IOException e) {
      String place = wanted.map(Path::toString).orElse(System.getProperty("java.io.tmpdir"));
      throw FileFailure.of(e, "no scratch folder can be made in " + place);
    }
  }

  /** Deletes a temporary folder as far as it can be deleted. */
  @Override
  public void close() {
    if (!isTemporary) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // What is left over lies in the system's folder for temporary files, which the system clears.
      return;
    }
  }
}
