package dev.lathe.engine.data;

import java.io.EOFException;
import java.lang.foreign.MemorySegment;

/**
 * Rows of a mapped file: what they hand out is a slice of it, not a copy.
 *
 * @param data the elements and nothing else
 */
record MappedRows(MemorySegment data, long count, long rowBytes) implements Rows {
  @Override
  public Cursor open() {
    return new Cursor() {
      private long position;

      @Override
      public MemorySegment next(int samples) throws EOFException {
        long bytes = samples * rowBytes;
        if (position + bytes > data.byteSize()) {
          throw new EOFException();
        }
        MemorySegment slice = data.asSlice(position, bytes);
        position += bytes;
        return slice;
      }

      @Override
      public void close() {}
    };
  }
}
