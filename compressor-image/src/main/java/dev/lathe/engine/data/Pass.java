package dev.lathe.engine.data;

import java.util.NoSuchElementException;

/** Cuts one pass over a data set into batches. */
final class Pass implements Batches {
  private final BatchSize cut;
  private final int batchSize;
  private final Reader reader;
  private long position;

  /** Reads samples in order. */
  interface Reader {
    /** Returns the next samples, of which the first has this number. */
    Batch read(long first, int size);

    /** Ends the pass. */
    void close();
  }

  /**
   * Starts at the first sample.
   *
   * @throws IllegalArgumentException if {@code batchSize} is less than 1
   */
  Pass(BatchSize cut, int batchSize, Reader reader) {
    this.cut = cut;
    this.batchSize = batchSize;
    this.reader = reader;
  }

  @Override
  public boolean hasNext() {
    return position < cut.samples();
  }

  @Override
  public Batch next() {
    int size = cut.next(batchSize, position);
    if (size == 0) {
      throw new NoSuchElementException("all %d samples were read".formatted(cut.samples()));
    }
    Batch batch = reader.read(position, size);
    position += size;
    return batch;
  }

  @Override
  public void close() {
    reader.close();
  }
}
