package dev.lathe.engine.data;

import java.util.NoSuchElementException;
import java.util.stream.LongStream;

/** Reads samples from the first to the last, so many at a time. */
final class Pass implements Batches {
  private final Samples samples;
  private final long count;
  private final int batchSize;
  private long position;

  /**
   * Starts at the first sample.
   *
   * @param samples closed with the pass
   */
  Pass(Samples samples, long count, int batchSize) {
    this.samples = samples;
    this.count = count;
    this.batchSize = batchSize;
  }

  @Override
  public boolean hasNext() {
    return position < count;
  }

  @Override
  public Batch next() {
    if (!hasNext()) {
      throw new NoSuchElementException("all %d samples were read".formatted(count));
    }
    long end = Math.min(count, position + batchSize);
    Batch batch = samples.read(LongStream.range(position, end).toArray());
    position = end;
    return batch;
  }

  @Override
  public void close() {
    samples.close();
  }
}
