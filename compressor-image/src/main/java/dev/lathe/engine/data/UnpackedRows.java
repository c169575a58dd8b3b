package dev.lathe.engine.data;

import dev.lathe.engine.failure.DiskSpace;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a stream that can only be read forwards. It is unpacked into a scratch file once, as far
 * as rows are asked for, and they are read from there. The file has no name, so that it is gone
 * with the process, however that ends.
 */
final class UnpackedRows implements Rows {
  private static final int CHUNK_BYTES = 1 << 16;

  private final Opening opening;
  private final String what;
  private final long count;
  private final long rowBytes;
  private final Path scratch;
  private @Nullable Copy copy;

  /** Opens the stream, positioned at the first element. */
  interface Opening {
    InputStream open() throws IOException;
  }

  /** What has been unpacked, and where it goes on. */
  private record Copy(InputStream in, FileChannel file) {}

  /**
   * @param what the array, for messages
   * @param scratch a writable folder; made if missing
   */
  UnpackedRows(Opening opening, String what, long count, long rowBytes, Path scratch) {
    this.opening = opening;
    this.what = what;
    this.count = count;
    this.rowBytes = rowBytes;
    this.scratch = scratch;
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public long rowBytes() {
    return rowBytes;
  }

  @Override
  public synchronized MemorySegment read(long first, int samples) throws IOException {
    Copy opened = copy == null ? open() : copy;
    copy = opened;
    try {
      unpack(opened, (first + samples) * rowBytes);
    } catch (IOException | EngineException e) {
      // From the beginning the next time, so that what is damaged stays so.
      close();
      throw e;
    }
    return MemorySegment.ofArray(bytes(opened.file, first * rowBytes, samples * rowBytes));
  }

  @Override
  public synchronized void close() throws IOException {
    if (copy != null) {
      try (FileChannel _ = copy.file;
          InputStream _ = copy.in) {
        copy = null;
      }
    }
  }

  private Copy open() throws IOException {
    InputStream in = opening.open();
    try {
      return new Copy(in, scratchFile());
    } catch (EngineException e) {
      in.close();
      throw e;
    }
  }

  private FileChannel scratchFile() {
    try {
      Files.createDirectories(scratch);
      return FileChannel.open(
          Files.createTempFile(scratch, "array", ".raw"),
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static byte[] bytes(FileChannel file, long from, long length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length));
    while (bytes.hasRemaining()) {
      if (file.read(bytes, from + bytes.position()) < 0) {
        throw new EOFException();
      }
    }
    return bytes.array();
  }

  /** Goes on to unpack until so many bytes are there. */
  private void unpack(Copy opened, long bytes) throws IOException {
    long unpacked = opened.file.size();
    byte[] chunk = new byte[CHUNK_BYTES];
    while (unpacked < bytes) {
      int wanted = (int) Math.min(CHUNK_BYTES, bytes - unpacked);
      if (opened.in.readNBytes(chunk, 0, wanted) < wanted) {
        throw new EOFException();
      }
      // Asking for more is what makes the stream hold its content against its checksum.
      if (unpacked + wanted == count * rowBytes && opened.in.read() >= 0) {
        throw DataFailure.invalid(what + " goes on after its last sample");
      }
      write(opened.file, ByteBuffer.wrap(chunk, 0, wanted), unpacked);
      unpacked += wanted;
    }
  }

  private void write(FileChannel file, ByteBuffer chunk, long position) {
    try {
      while (chunk.hasRemaining()) {
        file.write(chunk, position + chunk.position());
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private EngineException unwritable(IOException cause) {
    return DiskSpace.isExhausted(cause)
        ? new EngineException(
            Reason.DISK_FULL,
            "%s takes %d bytes unpacked: the scratch volume is full"
                .formatted(what, count * rowBytes),
            cause)
        : new EngineException(
            Reason.ENGINE_ERROR,
            "%s cannot be unpacked into %s: %s".formatted(what, scratch, cause.getMessage()),
            cause);
  }
}
