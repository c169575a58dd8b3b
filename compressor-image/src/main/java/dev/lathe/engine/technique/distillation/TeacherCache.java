package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.failure.DiskSpace;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps on disk what teachers said of samples, until the end of a training. Samples are told by
 * their content, so that nobody can take one for another. Once the budget, or the disk, is full it
 * takes no more; what it holds it still gives.
 *
 * <p>Of no use where samples are augmented: hardly any comes twice.
 */
public final class TeacherCache implements AutoCloseable {
  private final Path file;
  private final long maxBytes;
  private final Questions questions;
  private final Map<SampleKey, Place> places = new HashMap<>();
  private @Nullable FileChannel channel;
  private long end;
  private boolean full;

  /**
   * Where the answers about a sample are.
   *
   * @param start in the file
   * @param shapes of the answers, which lie one behind the other
   */
  private record Place(long start, List<Shape> shapes) {}

  private TeacherCache(Path file, long maxBytes, Questions questions) {
    this.file = file;
    this.maxBytes = maxBytes;
    this.questions = questions;
  }

  /**
   * Makes a cache in a folder, which must be there.
   *
   * @param maxBytes that its file may grow to
   * @param questions whose answers it is to keep
   */
  public static TeacherCache in(Path folder, long maxBytes, Questions questions) {
    return new TeacherCache(folder.resolve("teacher-answers"), maxBytes, questions);
  }

  Questions questions() {
    return questions;
  }

  /** Whether it takes no more. */
  boolean isFull() {
    return full;
  }

  /** Returns how many samples it holds the answers of. */
  int size() {
    return places.size();
  }

  boolean holds(SampleKey sample) {
    return places.containsKey(sample);
  }

  /** Returns the answers about a sample, in the order in which they were put. */
  Optional<List<Tensor>> get(SampleKey sample) {
    return Optional.ofNullable(places.get(sample)).map(this::read);
  }

  private List<Tensor> read(Place place) {
    List<Tensor> answers = new ArrayList<>();
    long at = place.start();
    for (Shape shape : place.shapes()) {
      ByteBuffer bytes =
          ByteBuffer.allocate(Math.toIntExact(DType.FLOAT.sizeInBytes(shape.elementCount())));
      try {
        while (bytes.hasRemaining()) {
          if (opened().read(bytes, at + bytes.position()) < 0) {
            throw new IOException("it ends too early");
          }
        }
      } catch (IOException e) {
        throw new EngineException(
            Reason.ENGINE_ERROR, "%s cannot be read: %s".formatted(file, e.getMessage()), e);
      }
      at += bytes.capacity();
      answers.add(Tensor.ofBytes(DType.FLOAT, shape, bytes.array()));
    }
    return answers;
  }

  /** Keeps the answers about a sample, all FLOAT, if there is room. */
  void put(SampleKey sample, List<Tensor> answers) {
    long size = answers.stream().mapToLong(Tensor::sizeInBytes).sum();
    full = full || end + size > maxBytes;
    if (full || places.containsKey(sample)) {
      return;
    }
    try {
      long at = end;
      for (Tensor answer : answers) {
        at = write(answer.data().asByteBuffer(), at);
      }
      places.put(sample, new Place(end, answers.stream().map(Tensor::shape).toList()));
      end = at;
    } catch (IOException e) {
      if (!DiskSpace.isExhausted(e)) {
        throw new EngineException(
            Reason.ENGINE_ERROR, "%s cannot be written: %s".formatted(file, e.getMessage()), e);
      }
      full = true;
    }
  }

  private long write(ByteBuffer bytes, long start) throws IOException {
    while (bytes.hasRemaining()) {
      int written = opened().write(bytes, start + bytes.position());
      if (written == 0) {
        throw new IOException("no space left");
      }
    }
    return start + bytes.capacity();
  }

  private FileChannel opened() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      open =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      channel = open;
    }
    return open;
  }

  /** Forgets all and gives the disk back. */
  @Override
  public void close() {
    FileChannel open = channel;
    channel = null;
    places.clear();
    end = 0;
    full = false;
    try {
      if (open != null) {
        open.close();
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }
}
