package dev.lathe.engine.onnx;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file that appears whole or not at all: it is written under another name in the same folder and
 * then renamed. Closed before it is published, it is gone.
 */
final class NewFile implements AutoCloseable {
  /** Written, and given back where it is mapped, piece by piece. */
  private static final long PIECE_BYTES = 1 << 20;

  /**
   * More files under temporary names than this, left by processes that were killed, are a fault.
   */
  private static final int MOST_WRITERS = 1_000;

  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private boolean isPublished;

  private NewFile(Path target, Path temporary) throws IOException {
    this.target = target;
    this.temporary = temporary;
    // Not a temporary file in Java's sense: those can be read by their owner only.
    channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /**
   * Opens a file beside its place, under a name that no other writer has, in this process or not.
   */
  static NewFile at(Path target) throws IOException {
    for (int number = 0; ; number++) {
      try {
        return new NewFile(
            target, target.resolveSibling(".%s.%d.part".formatted(target.getFileName(), number)));
      } catch (FileAlreadyExistsException taken) {
        if (number == MOST_WRITERS) {
          throw taken;
        }
      }
    }
  }

  /**
   * Appends to the file. Pages of a mapped file are fetched together first, since Linux would stop
   * at each while it writes, and given back at once, so that memory does not grow with weights.
   */
  void write(List<MemorySegment> chunks) throws IOException {
    for (MemorySegment chunk : chunks) {
      for (long at = 0; at < chunk.byteSize(); at += PIECE_BYTES) {
        write(chunk.asSlice(at, Math.min(PIECE_BYTES, chunk.byteSize() - at)));
      }
    }
  }

  private void write(MemorySegment piece) throws IOException {
    if (piece.isMapped()) {
      piece.load();
    }
    ByteBuffer bytes = piece.asByteBuffer();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    if (piece.isMapped()) {
      piece.unload();
    }
  }

  /** Puts the file, all of it on the disk, in the place of one that may be there. */
  void publish() throws IOException {
    channel.force(true);
    channel.close();
    Files.move(
        temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    isPublished = true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (!isPublished) {
      Files.deleteIfExists(temporary);
    }
  }
}
