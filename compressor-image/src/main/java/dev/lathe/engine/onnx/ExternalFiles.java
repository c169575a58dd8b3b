package dev.lathe.engine.onnx;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files beside a model that hold tensors too large for it, each mapped once. */
final class ExternalFiles {
  private final Optional<Path> folder;
  private final Map<Path, MemorySegment> mapped = new HashMap<>();

  /**
   * {@code folder} of the model; empty for a model that is no file and so has nothing beside it.
   */
  ExternalFiles(Optional<Path> folder) {
    this.folder = folder;
  }

  /**
   * Returns a part of a file.
   *
   * @param length in bytes; negative for all from the offset to the end
   * @throws EngineException INVALID_MODEL if the location leads out of the model's folder, through
   *     a link too, or the file is missing or too short
   */
  MemorySegment slice(String location, long offset, long length, ProtoReader at) {
    Path base =
        folder.orElseThrow(
            () -> at.invalid("external data '" + location + "' of a model that is not a file"));
    MemorySegment file = mapped.computeIfAbsent(resolve(base, location, at), ExternalFiles::map);
    long wanted = length < 0 ? file.byteSize() - offset : length;
    if (offset < 0 || wanted < 0 || offset > file.byteSize() - wanted) {
      throw at.invalid(
          "external data '%s' has %d bytes, but %d at offset %d are wanted"
              .formatted(location, file.byteSize(), wanted, offset));
    }
    return file.asSlice(offset, wanted);
  }

  /** Returns the files that were read from, sorted. */
  List<Path> paths() {
    return mapped.keySet().stream().sorted().toList();
  }

  private static Path resolve(Path base, String location, ProtoReader at) {
    try {
      Path relative = Path.of(location);
      Path path = base.resolve(relative).normalize();
      if (relative.isAbsolute() || !path.startsWith(base.normalize())) {
        throw at.invalid("external data '" + location + "' lies outside the model's folder");
      }
      if (!Files.isRegularFile(path)) {
        throw at.invalid("external data '" + location + "' is missing beside the model");
      }
      if (!path.toRealPath().startsWith(base.toRealPath())) {
        throw at.invalid("external data '" + location + "' links to outside the model's folder");
      }
      return path;
    } catch (InvalidPathException | IOException e) {
      throw at.invalid("external data '" + location + "' cannot be opened: " + e.getMessage());
    }
  }

  private static MemorySegment map(Path path) {
    try {
      return MappedFile.map(path);
    } catch (IOException e) {
      throw new EngineException(
          Reason.INVALID_MODEL, "external data %s cannot be read".formatted(path), e);
    }
  }
}
