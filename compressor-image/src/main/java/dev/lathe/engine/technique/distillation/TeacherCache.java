package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.failure.DiskSpace;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
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
  private final Map<SampleKey, Long> places = new HashMap<>();
  private @Nullable FileChannel channel;
  private int answerBytes;
  private boolean full;

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

  /** Forgets all and takes answers of that size from now on. */
  void start(int bytes) {
    close();
    places.clear();
    answerBytes = bytes;
    full = false;
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

  Optional<byte[]> get(SampleKey sample) {
    Long place = places.get(sample);
    if (place == null) {
      return Optional.empty();
    }
    ByteBuffer answer = ByteBuffer.allocate(answerBytes);
    try {
      while (answer.hasRemaining()) {
        if (opened().read(answer, place + answer.position()) < 0) {
          throw new IOException("it ends too early");
        }
      }
    } catch (IOException e) {
      throw new EngineException(
          Reason.ENGINE_ERROR, "%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
    return Optional.of(answer.array());
  }

  /** Keeps an answer if there is room. */
  void put(SampleKey sample, byte[] answer) {
    long place = (long) places.size() * answerBytes;
    full = full || place + answerBytes > maxBytes;
    if (full || places.containsKey(sample)) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(answer);
    try {
      while (bytes.hasRemaining()) {
        int written = opened().write(bytes, place + bytes.position());
        if (written == 0) {
          throw new IOException("no space left");
        }
      }
      places.put(sample, place);
    } catch (IOException e) {
      if (!DiskSpace.isExhausted(e)) {
        throw new EngineException(
            Reason.ENGINE_ERROR, "%s cannot be written: %s".formatted(file, e.getMessage()), e);
      }
      full = true;
    }
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

  /** Gives the disk back. */
  @Override
  public void close() {
    FileChannel open = channel;
    channel = null;
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
