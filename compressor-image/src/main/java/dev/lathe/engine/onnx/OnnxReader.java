package dev.lathe.engine.onnx;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.FileFailure;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.GraphCheck;
import dev.lathe.engine.graph.Model;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads ONNX models of any version and size without copying their weights: tensors are parts of the
 * mapped file, and pages are read when someone looks at them.
 *
 * <p>A file must not be cut short or written into while tensors of it are in use; replacing it by
 * another file, as {@link OnnxWriter} does, is safe.
 */
public final class OnnxReader {
  private OnnxReader() {}

  /**
   * Reads a model file and maps the external data beside it.
   *
   * @throws EngineException INVALID_MODEL if it is no valid ONNX model, with the path of the
   *     message and the byte where that shows, or external data lies outside the model's folder or
   *     is too short; NOT_FOUND, ACCESS_DENIED, STORE_UNAVAILABLE if a file cannot be read
   */
  public static Model read(Path file) {
    return readFile(file).model();
  }

  /**
   * Reads a model, and says which files it takes its external data from.
   *
   * @throws EngineException as {@link #read(Path)}
   */
  public static ModelFile readFile(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new EngineException(Reason.NOT_FOUND, "model %s is not a file".formatted(file));
    }
    try {
      Path folder = file.toAbsolutePath().normalize().resolveSibling("");
      ExternalFiles external = ExternalFiles.in(folder);
      return new ModelFile(file, read(MappedFile.map(file), external), external.paths());
    } catch (IOException e) {
      throw FileFailure.of(e, file + " cannot be read");
    }
  }

  /**
   * Reads a model from memory, which must stay as it is for as long as tensors of it are in use.
   *
   * @throws EngineException INVALID_MODEL if it is no valid ONNX model or has external data
   */
  public static Model read(MemorySegment bytes) {
    return read(bytes, ExternalFiles.none());
  }

  private static Model read(MemorySegment bytes, ExternalFiles files) {
    Model model = parse(bytes, files);
    GraphCheck.firstProblem(model.graph())
        .ifPresent(problem -> {
          throw new EngineException(Reason.INVALID_MODEL, "not a valid ONNX model: " + problem);
        });
    return model;
  }

  private static Model parse(MemorySegment bytes, ExternalFiles files) {
    try {
      return new ModelCodec(new TensorCodec(files, ExternalSink.none()))
          .read(ProtoReader.of(bytes, Place.root("")));
    } catch (EngineException e) {
      throw Lookalike.of(bytes)
          .map(other -> new EngineException(e.reason(), "not a valid ONNX model: " + other, e))
          .orElse(e);
    }
  }
}
