package dev.lathe.engine.data;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The bytes of an array whose first axis counts samples, in as many passes as one wants. */
interface Rows {
  /** Returns the number of samples. */
  long count();

  /** Starts a pass at the first sample. */
  Cursor open() throws IOException;

  /** One pass. */
  interface Cursor extends Closeable {
    /**
     * Returns the bytes of the next samples, row-major; nobody writes to them later.
     *
     * @throws java.io.EOFException if there are fewer left
     */
    MemorySegment next(int samples) throws IOException;
  }
}
