package dev.lathe.engine.train;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BiConsumer;

/**
 * Reads what {@link CheckpointWriter} writes, and believes nothing of it that the digest denies.
 * The state is read again when it is asked for, tensor by tensor: whoever goes on from it has no
 * room for it twice.
 */
final class CheckpointReader {
  private static final int CHUNK_BYTES = 1 << 16;

  private final DataInputStream in;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private long left;

  private CheckpointReader(InputStream from, long left) {
    in = new DataInputStream(from);
    this.left = left;
  }

  /** A checkpoint, and the fingerprint of the training it is of. */
  record Found(String fingerprint, Checkpoint checkpoint) {}

  /**
   * Reads a file.
   *
   * @throws IOException if it is torn, damaged, or no checkpoint
   */
  static Found read(Path file) throws IOException {
    MessageDigest digest = Sha256.start();
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
      DigestInputStream digested = new DigestInputStream(raw, digest);
      CheckpointReader reader = new CheckpointReader(digested, Files.size(file));
      Found found = reader.found(file);
      byte[] computed = digest.digest();
      digested.on(false);
      byte[] told = raw.readNBytes(Sha256.BYTES + 1);
      if (!Arrays.equals(computed, told)) {
        throw new IOException(file + " is damaged: its SHA-256 differs");
      }
      return found;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private Found found(Path file) throws IOException {
    String fingerprint = fingerprint(file);
    Standing standing = standing();
    tensors((name, tensor) -> {});
    return new Found(fingerprint, new Checkpoint(standing, taker -> state(file, taker)));
  }

  private static void state(Path file, BiConsumer<String, Tensor> taker) {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
      CheckpointReader reader = new CheckpointReader(raw, Files.size(file));
      reader.fingerprint(file);
      reader.standing();
      reader.tensors(taker);
    } catch (IOException e) {
      throw new EngineException(
          Reason.STORE_UNAVAILABLE,
          "spec.checkpoint: %s could be read once, and now cannot: %s"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private String fingerprint(Path file) throws IOException {
    if (!in.readUTF().equals(CheckpointWriter.MARK)) {
      throw new IOException(file + " is no checkpoint of this version");
    }
    return in.readUTF();
  }

  private Standing standing() throws IOException {
    long step = in.readLong();
    int halvings = in.readInt();
    int stale = in.readInt();
    double reference = in.readDouble();
    boolean isFinished = in.readBoolean();
    History history = history();
    Optional<Best> best = in.readBoolean() ? Optional.of(best(in.readDouble())) : Optional.empty();
    return new Standing(step, halvings, stale, reference, isFinished, history, best);
  }

  private Best best(double value) throws IOException {
    SequencedMap<String, Tensor> weights = new LinkedHashMap<>();
    tensors((name, tensor) -> weights.put(name, tensor.copy()));
    return new Best(value, weights);
  }

  private History history() throws IOException {
    List<History.Point> points = new ArrayList<>();
    for (int count = in.readInt(); count > 0; count--) {
      points.add(
          new History.Point(
              in.readLong(), in.readInt(), in.readDouble(), in.readDouble(), in.readDouble()));
    }
    List<History.Validated> validations = new ArrayList<>();
    for (int count = in.readInt(); count > 0; count--) {
      validations.add(
          new History.Validated(
              in.readLong(), in.readInt(), in.readDouble(), measures(), in.readBoolean()));
    }
    List<String> notes = new ArrayList<>();
    for (int count = in.readInt(); count > 0; count--) {
      notes.add(in.readUTF());
    }
    return new History(points, validations, notes);
  }

  private SequencedMap<String, Double> measures() throws IOException {
    SequencedMap<String, Double> measures = new LinkedHashMap<>();
    for (int count = in.readInt(); count > 0; count--) {
      measures.put(in.readUTF(), in.readDouble());
    }
    return measures;
  }

  /** Hands on tensors that are gone when the taker is done with each. */
  private void tensors(BiConsumer<String, Tensor> taker) throws IOException {
    while (in.readByte() != 0) {
      String name = in.readUTF();
      DType type = DType.valueOf(in.readUTF());
      long[] dims = new long[Math.min(in.readInt(), 64)];
      for (int axis = 0; axis < dims.length; axis++) {
        dims[axis] = in.readLong();
      }
      Shape shape = Shape.of(dims);
      try (Arena memory = Arena.ofConfined()) {
        taker.accept(name, Tensor.of(type, shape, data(memory, type, shape)));
      }
    }
  }

  /** What is damaged may ask for any number of bytes: no more are taken than the file has. */
  private MemorySegment data(Arena memory, DType type, Shape shape) throws IOException {
    long bytes = type.sizeInBytes(shape.elementCount());
    left -= bytes;
    if (left < 0) {
      throw new IOException("a tensor of %d bytes is more than the file has".formatted(bytes));
    }
    MemorySegment data = memory.allocate(bytes, 8);
    for (long at = 0; at < bytes; at += CHUNK_BYTES) {
      int size = (int) Math.min(CHUNK_BYTES, bytes - at);
      in.readFully(chunk, 0, size);
      MemorySegment.copy(MemorySegment.ofArray(chunk), 0, data, at, size);
    }
    return data;
  }
}
