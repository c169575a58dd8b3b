package dev.lathe.engine.onnx;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.FileFailure;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes ONNX models: the same model gives the same bytes.
 *
 * <p>Fields come by ascending number, as the reference implementations write them, so that a file
 * from one of those, read and written again, is the same byte by byte.
 */
public final class OnnxWriter {
  /** Protobuf's lengths are signed 32-bit numbers in every other implementation. */
  private static final long LARGEST_MESSAGE = Integer.MAX_VALUE;

  private OnnxWriter() {}

  /** Writes a model, all of it into one file while that stays below 1.9 GB. */
  public static List<Path> write(Model model, Path file) {
    return write(model, file, ExternalData.whenNeeded());
  }

  /**
   * Writes a model, and where {@code externalData} asks for it a second file beside it. Each file
   * appears whole or not at all, in the place of one that was there; it may be the one that the
   * model was read from.
   *
   * @return the files written, the model first
   * @throws EngineException DISK_FULL, NOT_FOUND, ACCESS_DENIED or STORE_UNAVAILABLE if a file
   *     cannot be written, and then none is
   */
  public static List<Path> write(Model model, Path file, ExternalData externalData) {
    Path absolute = file.toAbsolutePath();
    Path dataFile = absolute.resolveSibling(absolute.getFileName() + ".data");
    Encoded encoded = encode(model, dataFile.getFileName().toString(), externalData);
    List<Path> written = new ArrayList<>();
    try (NewFile main = NewFile.at(absolute)) {
      main.write(encoded.model());
      written.add(absolute);
      if (encoded.beside().isEmpty()) {
        main.publish();
        return written;
      }
      try (NewFile beside = NewFile.at(dataFile)) {
        beside.write(encoded.beside());
        written.add(dataFile);
        // A reader must never find the old model with the new data.
        Files.deleteIfExists(absolute);
        beside.publish();
        main.publish();
      }
      return written;
    } catch (IOException e) {
      throw FileFailure.of(e, file + " cannot be written");
    }
  }

  /**
   * Returns a model as one message.
   *
   * @throws EngineException UNSUPPORTED_MODEL if it takes 2 GiB or more
   */
  public static byte[] toBytes(Model model) {
    Encoded encoded = encode(model, ExternalSink.none());
    if (encoded.modelBytes() > LARGEST_MESSAGE - 8) {
      throw tooLarge(encoded.modelBytes());
    }
    byte[] bytes = new byte[(int) encoded.modelBytes()];
    MemorySegment target = MemorySegment.ofArray(bytes);
    long offset = 0;
    for (MemorySegment chunk : encoded.model()) {
      MemorySegment.copy(chunk, 0, target, offset, chunk.byteSize());
      offset += chunk.byteSize();
    }
    return bytes;
  }

  /** A model in the bytes of its file and of the one beside it, which may have none. */
  private record Encoded(List<MemorySegment> model, long modelBytes, List<MemorySegment> beside) {}

  private static Encoded encode(Model model, String location, ExternalData policy) {
    Encoded encoded =
        encode(model, new ExternalSink(location, policy.scope(), policy.thresholdBytes()));
    if (encoded.modelBytes() > policy.largestModelBytes()) {
      encoded =
          encode(
              model, new ExternalSink(location, ExternalData.Scope.ALL, policy.thresholdBytes()));
    }
    if (encoded.modelBytes() > LARGEST_MESSAGE) {
      throw tooLarge(encoded.modelBytes());
    }
    return encoded;
  }

  private static Encoded encode(Model model, ExternalSink sink) {
    ProtoWriter writer = new ModelCodec(new TensorCodec(ExternalFiles.none(), sink)).write(model);
    return new Encoded(writer.chunks(), writer.size(), sink.chunks());
  }

  private static EngineException tooLarge(long bytes) {
    return new EngineException(
        Reason.UNSUPPORTED_MODEL,
        "the model takes %d bytes in one message, of which protobuf allows less than 2 GiB"
            .formatted(bytes));
  }
}
