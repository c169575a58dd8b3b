package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Digest;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.FileFailure;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.onnx.ExternalData;
import dev.lathe.engine.onnx.ModelFile;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Models as files in the scratch folder. */
final class ResultFile {
  private ResultFile() {}

  /** Writes a model as another one is written: weights outside where they were outside. */
  static ModelFile write(Model model, Path folder, ModelFile like) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw unusable(e);
    }
    Path file = folder.resolve("model.onnx");
    OnnxWriter.write(
        model,
        file,
        like.externalData().isEmpty() ? ExternalData.whenNeeded() : ExternalData.always());
    return OnnxReader.readFile(file);
  }

  /** Returns the digest of a file. */
  static Digest digest(Path file) {
    try {
      return Digest.of(file);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Returns the bytes of a model with those beside it. */
  static long size(ModelFile file) {
    try {
      long bytes = Files.size(file.path());
      for (Path data : file.externalData()) {
        bytes += Files.size(data);
      }
      return bytes;
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static EngineException unusable(IOException error) {
    return FileFailure.of(error, "the scratch volume cannot be used");
  }
}
