package dev.lathe.engine.data;

import dev.lathe.engine.failure.EngineException;
import java.nio.file.Files;
import java.util.List;

/** Opens data sets of every format. */
public final class Datasets {
  private Datasets() {}

  /**
   * Opens a data set and checks it, without reading its samples: that it is not empty, fits the
   * model, and has labels in range.
   *
   * <p>Floating-point arrays are rounded to the model's floating-point type, integers widened to
   * its integer type; every other difference of type is refused.
   *
   * @param inputs all inputs of the model, in its order
   * @throws EngineException NOT_FOUND if a file is missing; INVALID_DATA if one is damaged, empty
   *     or not what the model takes, naming array, picture or line
   */
  public static Dataset open(
      DataSpec spec, DataFiles files, List<InputSpec> inputs, DataOptions options) {
    if (!Files.exists(files.data())) {
      throw DataFailure.missing(files.data());
    }
    return switch (spec) {
      case DataSpec.Npz npz -> new NumpyReader(inputs, options).open(npz, files);
      case DataSpec.Idx idx -> new IdxReader(inputs, options).open(idx, files);
      case DataSpec.Images images ->
          new PictureSetReader(inputs, options).open(images, files.data());
      case DataSpec.Text text -> new TextReader(inputs, options).open(text, files);
    };
  }
}
