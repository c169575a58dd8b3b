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
  public MemorySegment read(long first, int samples) throws EOFException {
    if ((first + samples) * rowBytes > data.byteSize()) {
      throw new EOFException();
    }
    return data.asSlice(first * rowBytes, samples * rowBytes);
  }

  @Override
  public void close() {}
}
