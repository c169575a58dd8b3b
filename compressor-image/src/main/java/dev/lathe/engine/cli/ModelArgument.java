package dev.lathe.engine.cli;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.onnx.ModelFile;
import dev.lathe.engine.onnx.OnnxReader;
import java.nio.file.Path;

/** A model that the command line names; there may be two. */
final class ModelArgument {
  private ModelArgument() {}

  /**
   * Reads it.
   *
   * @throws EngineException as {@link OnnxReader#readFile}; what is wrong within the model is told
   *     with its path
   */
  static ModelFile read(Path file) {
    try {
      return OnnxReader.readFile(file);
    } catch (EngineException e) {
      throw e.reason() == Reason.INVALID_MODEL
          ? new EngineException(e.reason(), file + ": " + e.getMessage(), e)
          : e;
    }
  }
}
