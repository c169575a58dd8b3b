package dev.lathe.engine.onnx;

import dev.lathe.engine.graph.Model;
import java.nio.file.Path;
import java.util.List;

/**
 * A model as it lies on disk.
 *
 * @param path of the file
 * @param externalData the files beside it that hold its larger weights, sorted; none for most
 */
public record ModelFile(Path path, Model model, List<Path> externalData) {
  public ModelFile {
    externalData = List.copyOf(externalData);
  }
}
