package dev.lathe.engine.onnx;

import dev.lathe.engine.failure.DiskSpace;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Writes ONNX models. The same model gives the same bytes.
 *
 * <p>A file appears whole or not at all: it is written beside its place and moved there. A model
 * may be written over the file it was read from.
 */
public final class OnnxWriter {
  /** Protobuf messages end at 2 GiB; what comes near goes into a second file. */
  private static final long LARGEST_MESSAGE_BYTES = 1_900_000_000L;

  private static final long EXTERNAL_THRESHOLD_BYTES = 1024;
  private static final long CHUNK_BYTES = 1 << 20;

  private OnnxWriter() {}

  /** Where the weights of a model go. */
  public enum Weights {
    /** Into the model's file while that is possible. */
    INLINE,
    /** Those of 1 KiB and more into a file beside it, named as the model with {@code .data}. */
    EXTERNAL
  }

  /** Writes a model, its weights inside while it stays below 1.9 GB. */
  public static void write(Model model, Path file) {
    write(model, file, Weights.INLINE);
  }

  /**
   * Writes a model.
   *
   * @throws EngineException DISK_FULL, or ACCESS_DENIED if the folder cannot be written to; what
   *     was at the place before is still there
   */
  public static void write(Model model, Path file, Weights weights) {
    ProtoMessage message = encode(model, ExternalSink.none());
    Path dataFile = file.resolveSibling(file.getFileName() + ".data");
    ExternalSink sink =
        new ExternalSink(dataFile.getFileName().toString(), EXTERNAL_THRESHOLD_BYTES);
    boolean external = weights == Weights.EXTERNAL || message.size() > LARGEST_MESSAGE_BYTES;
    if (external) {
      message = encode(model, sink);
    }
    try {
      Optional<Path> data =
          external && !sink.parts().isEmpty()
              ? Optional.of(stage(sink.parts(), dataFile))
              : Optional.empty();
      try {
        Path staged = stage(message.chunks(), file);
        if (data.isPresent()) {
          moveInto(data.get(), dataFile);
        }
        moveInto(staged, file);
      } finally {
        if (data.isPresent()) {
          Files.deleteIfExists(data.get());
        }
      }
    } catch (IOException e) {
      throw failure(e, file);
    }
  }

  /** Returns a model's bytes, the weights inside. */
  public static byte[] toBytes(Model model) {
    return encode(model, ExternalSink.none()).toBytes();
  }

  private static ProtoMessage encode(Model model, ExternalSink sink) {
    return new ModelCodec(new ExternalFiles(Optional.empty())).write(model, sink);
  }

  private static Path stage(List<MemorySegment> chunks, Path target) throws IOException {
    // not a temporary file in Java's sense: those can be read by their owner only
    Path staged =
        target.resolveSibling(
            "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".partial");
    try (FileChannel channel =
        FileChannel.open(
            staged,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      for (MemorySegment chunk : chunks) {
        write(chunk, channel);
      }
      channel.force(true);
      return staged;
    } catch (IOException e) {
      Files.deleteIfExists(staged);
      throw e;
    }
  }

  /**
   * Writes piece by piece, and gives mapped pages back, so that memory does not grow with weights.
   */
  private static void write(MemorySegment chunk, FileChannel channel) throws IOException {
    for (long offset = 0; offset < chunk.byteSize(); offset += CHUNK_BYTES) {
      MemorySegment piece = chunk.asSlice(offset, Math.min(CHUNK_BYTES, chunk.byteSize() - offset));
      ByteBuffer bytes = piece.asByteBuffer();
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (piece.isMapped()) {
        piece.unload();
      }
    }
  }

  private static void moveInto(Path staged, Path target) throws IOException {
    Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static EngineException failure(IOException error, Path file) {
    return DiskSpace.isExhausted(error)
        ? new EngineException(
            Reason.DISK_FULL, "the disk is full: %s was not written".formatted(file), error)
        : new EngineException(
            Reason.ACCESS_DENIED,
            "%s cannot be written: %s".formatted(file, error.getMessage()),
            error);
  }
}
