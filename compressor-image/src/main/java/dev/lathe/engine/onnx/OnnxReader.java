package dev.lathe.engine.onnx;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads ONNX models, of any opset and IR version.
 *
 * <p>Files are mapped: the tensors of the model are parts of the mapping, which lives as long as
 * one of them does, and their pages are read only where somebody looks at them. The file must not
 * be written to meanwhile; replacing it by another is safe.
 */
public final class OnnxReader {
  private OnnxReader() {}

  /**
   * Reads a model and, from files in its folder, its external data.
   *
   * @throws EngineException INVALID_MODEL if the bytes are not a valid model, naming the place in
   *     the model and the byte; NOT_FOUND if there is no such file
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
    if (!Files.isRegularFile(file)) {
      throw new EngineException(Reason.NOT_FOUND, "model %s does not exist".formatted(file));
    }
    try {
      Path folder = file.toAbsolutePath().normalize().getParent();
      ExternalFiles external = new ExternalFiles(Optional.ofNullable(folder));
      return new ModelFile(file, read(MappedFile.map(file), external), external.paths());
    } catch (IOException e) {
      throw new EngineException(
          Reason.NOT_FOUND, "model %s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Reads a model that is no file, and so has no external data.
   *
   * @throws EngineException INVALID_MODEL
   */
  public static Model read(MemorySegment bytes) {
    return read(bytes, new ExternalFiles(Optional.empty()));
  }

  private static Model read(MemorySegment bytes, ExternalFiles files) {
    return new ModelCodec(files).read(new ProtoReader(bytes, 0, bytes.byteSize(), ""));
  }
}
