package dev.lathe.engine.evaluate;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Graph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A model to be compared.
 *
 * @param file what a server would load
 * @param externalData the files beside it that hold its larger weights; none for most
 * @param graph the same, read
 */
public record Subject(Path file, List<Path> externalData, Graph graph) {
  public Subject {
    externalData = List.copyOf(externalData);
  }

  /** Returns the bytes of all its files. */
  long sizeBytes() {
    try {
      long bytes = Files.size(file);
      for (Path data : externalData) {
        bytes += Files.size(data);
      }
      return bytes;
    } catch (IOException e) {
      throw new EngineException(
          Reason.NOT_FOUND, "the files of model %s cannot be read".formatted(file), e);
    }
  }
}
