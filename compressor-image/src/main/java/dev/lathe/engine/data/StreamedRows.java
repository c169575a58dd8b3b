package dev.lathe.engine.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;

/** Rows of a stream, of which one batch is in memory at a time. */
record StreamedRows(Opening opening, String what, long count, long rowBytes) implements Rows {

  /** Opens the stream anew, positioned at the first element. */
  interface Opening {
    InputStream open() throws IOException;
  }

  @Override
  public Cursor open() throws IOException {
    InputStream in = opening.open();
    return new Cursor() {
      private long left = count;

      @Override
      public MemorySegment next(int samples) throws IOException {
        byte[] batch = new byte[batchBytes(samples)];
        if (in.readNBytes(batch, 0, batch.length) < batch.length) {
          throw new EOFException();
        }
        left -= samples;
        if (left == 0 && in.read() >= 0) {
          throw DataFailure.invalid(what + " goes on after its last sample");
        }
        return MemorySegment.ofArray(batch);
      }

      @Override
      public void close() throws IOException {
        in.close();
      }
    };
  }

  private int batchBytes(int samples) {
    long bytes = samples * rowBytes;
    if (bytes > Integer.MAX_VALUE - 8) {
      throw DataFailure.invalid(
          "%s: a batch of %d samples takes %d bytes, at most %d are possible: take smaller batches"
              .formatted(what, samples, bytes, Integer.MAX_VALUE - 8));
    }
    return (int) bytes;
  }
}
