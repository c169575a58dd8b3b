package dev.lathe.engine.data;

import java.util.Iterator;

/**
 * One pass over a data set. Whoever opens it closes it.
 *
 * <p>{@link #next} throws {@link dev.lathe.engine.failure.EngineException} with reason INVALID_DATA
 * where the samples cannot be read, naming file and sample.
 */
public interface Batches extends Iterator<Batch>, AutoCloseable {
  @Override
  void close();
}
