package dev.lathe.engine.onnx;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.FileFailure;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files beside a model that hold its larger tensors, each mapped once. */
final class ExternalFiles {
  private final @Nullable Path folder;
  private final Map<Path, MemorySegment> mapped = new HashMap<>();

  private ExternalFiles(@Nullable Path folder) {
    this.folder = folder;
  }

  /** Returns the files in and below the folder of a model. */
  static ExternalFiles in(Path folder) {
    return new ExternalFiles(folder);
  }

  /** Returns the files of a model that is not a file itself and so has nothing beside it. */
  static ExternalFiles none() {
    return new ExternalFiles(null);
  }

  /**
   * Returns the storage of a tensor in place.
   *
   * @param entries location, and offset and length where they are given
   * @param size in bytes that the tensor's type and shape ask for
   * @throws EngineException INVALID_MODEL if the location leads out of the model's folder, by a
   *     link too, or the file is too short; NOT_FOUND if there is none
   */
  MemorySegment slice(Map<String, String> entries, long size, ProtoReader at) {
    String location = entries.getOrDefault("location", "");
    long offset = number(entries, "offset", 0, at);
    long length = number(entries, "length", size, at);
    if (length != size) {
      throw at.invalid(
          "external data '%s': the tensor takes %d bytes, its length is said to be %d"
              .formatted(location, size, length));
    }
    if (folder == null) {
      throw at.invalid(
          "external data '%s' of a model that is not read from a file".formatted(location));
    }
    Path path = resolve(folder, location, at);
    MemorySegment file = mapped.computeIfAbsent(path, found -> map(found, folder, at));
    if (offset > file.byteSize() - length) {
      throw at.invalid(
          "external data '%s' has %d bytes, but %d at offset %d are wanted"
              .formatted(location, file.byteSize(), length, offset));
    }
    return file.asSlice(offset, length);
  }

  /** Returns the files that were read from, sorted. */
  List<Path> paths() {
    return mapped.keySet().stream().sorted().toList();
  }

  private static long number(Map<String, String> entries, String key, long absent, ProtoReader at) {
    String text = entries.get(key);
    if (text == null) {
      return absent;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw at.invalid("%s of external data is no number: '%s'".formatted(key, text), e);
    }
    throw at.invalid("%s of external data is negative: %s".formatted(key, text));
  }

  private static Path resolve(Path folder, String location, ProtoReader at) {
    try {
      Path relative = Path.of(location);
      Path path = folder.resolve(relative).normalize();
      if (relative.isAbsolute() || !path.startsWith(folder)) {
        throw at.invalid("external data '%s' lies outside the model's folder".formatted(location));
      }
      if (!path.equals(folder.resolve(relative))) {
        throw at.invalid(
            "external data '%s' is not the plain path of a file: runtimes refuse it"
                .formatted(location));
      }
      if (!Files.exists(path)) {
        throw new EngineException(
            Reason.NOT_FOUND,
            "%s: external data '%s' is missing beside the model".formatted(at.place(), location));
      }
      return path;
    } catch (InvalidPathException e) {
      throw at.invalid("external data has the invalid location '%s'".formatted(location), e);
    }
  }

  private static MemorySegment map(Path path, Path folder, ProtoReader at) {
    try {
      Path real = path.toRealPath();
      String location = folder.relativize(path).toString();
      if (!real.startsWith(folder.toRealPath())) {
        throw at.invalid(
            "external data '%s' links to outside the model's folder".formatted(location));
      }
      if (!Files.isRegularFile(real)) {
        throw at.invalid("external data '%s' is not a file".formatted(location));
      }
      return MappedFile.map(real);
    } catch (IOException e) {
      throw FileFailure.of(e, path + " cannot be read");
    }
  }
}
