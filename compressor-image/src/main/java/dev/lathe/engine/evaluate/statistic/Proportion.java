package dev.lathe.engine.evaluate.statistic;

import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * A share of samples, with its exact bounds.
 *
 * <p>Source: Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case
 * of the binomial", Biometrika 26 (1934), 404-413. Each bound holds with at least its level.
 *
 * @param hits samples that count, at most {@code samples}
 * @param samples at least 1
 */
public record Proportion(long hits, long samples) {
  public Proportion {
    if (samples < 1 || hits < 0 || hits > samples) {
      throw new IllegalArgumentException(
          "a proportion needs 0 <= hits <= samples and a sample, found %d of %d"
              .formatted(hits, samples));
    }
  }

  public double value() {
    return (double) hits / samples;
  }

  /** Returns the bounds, each one-sided at {@code level} in (0.5, 1). */
  public Interval interval(double level) {
    double lower =
        hits == 0
            ? 0
            : BetaDistribution.of(hits, samples - hits + 1.0)
                .inverseCumulativeProbability(1 - level);
    double upper =
        hits == samples
            ? 1
            : BetaDistribution.of(hits + 1.0, samples - hits).inverseCumulativeProbability(level);
    return new Interval(lower, upper);
  }
}
