package dev.lathe.engine.data;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The bytes of an array whose first axis counts samples, to be read in any order. */
interface Rows extends Closeable {
  /** Returns the number of samples. */
  long count();

  /** Returns the bytes of one sample. */
  long rowBytes();

  /**
   * Returns the bytes of consecutive samples, row-major; nobody writes to them later.
   *
   * @throws java.io.EOFException if there are fewer
   */
  MemorySegment read(long first, int samples) throws IOException;
}
