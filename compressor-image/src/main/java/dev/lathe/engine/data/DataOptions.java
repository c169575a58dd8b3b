package dev.lathe.engine.data;

import java.util.OptionalLong;

/**
 * How much of a data set is used, and what its labels may be.
 *
 * @param maxSamples only the first so many samples
 * @param classes how many classes the model tells apart, where known: labels are below it
 */
public record DataOptions(OptionalLong maxSamples, OptionalLong classes) {
  public DataOptions {
    if (maxSamples.isPresent() && maxSamples.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "maxSamples: at least 1 expected, found " + maxSamples.getAsLong());
    }
  }

  /** Returns the options that use every sample and know nothing of classes. */
  public static DataOptions all() {
    return new DataOptions(OptionalLong.empty(), OptionalLong.empty());
  }

  /** Returns how many of the samples there are used. */
  long limit(long available) {
    return Math.min(available, maxSamples.orElse(Long.MAX_VALUE));
  }
}
