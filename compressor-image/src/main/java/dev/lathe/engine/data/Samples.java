package dev.lathe.engine.data;

/**
 * The samples of a data set by number, in any order. Whoever opens it closes it; any thread may
 * read, one at a time.
 */
public interface Samples extends AutoCloseable {

  /**
   * Returns a batch of these samples, in this order.
   *
   * @param numbers each at least 0 and less than {@link Dataset#size}; repeats are allowed
   * @throws IllegalArgumentException if there are none, or one is out of range
   * @throws dev.lathe.engine.failure.EngineException INVALID_DATA where samples cannot be read,
   *     naming file and sample; DISK_FULL if what has to be unpacked for it does not fit
   */
  Batch read(long... numbers);

  @Override
  void close();
}
