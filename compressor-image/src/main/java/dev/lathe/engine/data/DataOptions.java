package dev.lathe.engine.data;

import java.util.OptionalLong;

/**
 * How much of a data set is used, and what its labels may be.
 *
 * @param maxSamples only the first so many samples
 * @param classes how many classes the model tells apart, where known: labels are below it
 * @param partial whether samples may lack a label, told by the label -1
 */
public record DataOptions(OptionalLong maxSamples, OptionalLong classes, boolean partial) {
  public DataOptions {
    if (maxSamples.isPresent() && maxSamples.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "maxSamples: at least 1 expected, found " + maxSamples.getAsLong());
    }
  }

  /** Options of data of which each sample has a label, if any has. */
  public DataOptions(OptionalLong maxSamples, OptionalLong classes) {
    this(maxSamples, classes, false);
  }

  /** Returns the least label there may be. */
  long leastLabel() {
    return partial ? -1 : 0;
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
