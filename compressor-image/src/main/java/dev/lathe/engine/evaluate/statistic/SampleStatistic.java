package dev.lathe.engine.evaluate.statistic;

/** A number computed from a choice of the samples. */
@FunctionalInterface
public interface SampleStatistic {

  /**
   * Returns the number for these samples.
   *
   * @param drawn indices of samples, some perhaps several times, some not at all; not to be kept
   */
  double of(int[] drawn);
}
