package dev.lathe.engine.evaluate.metric;

import dev.lathe.engine.evaluate.statistic.Quantile;
import java.util.Arrays;
import java.util.Optional;

/** Whether timed runs were left alone enough to decide anything by. */
final class Steadiness {
  /** Runs that have to lie beyond a quantile for it to be seen at all. */
  private static final int RUNS_BEYOND = 3;

  private static final int FEWEST_RUNS = 30;

  /** How far the ratio of the medians may move between the first and the second half. */
  private static final double DRIFT = 0.15;

  /**
   * How far apart the quartiles of the runs' own ratios may lie, as a share of their median. The
   * times themselves may differ by more: inputs differ in length.
   */
  private static final double SPREAD = 0.5;

  private Steadiness() {}

  /** Returns why the runs must not decide, if so. */
  static Optional<String> doubt(double share, double[] original, double[] candidate) {
    int runs = original.length;
    int needed = Math.max(FEWEST_RUNS, (int) Math.ceil(RUNS_BEYOND / (1 - share) - 1e-6));
    if (runs < needed) {
      return Optional.of(
          "the quantile %s of the latency needs at least %d runs, found %d: raise"
                  .formatted(share, needed, runs)
              + " evaluation.latency.runs");
    }
    double first = medianRatio(original, candidate, 0, runs / 2);
    double second = medianRatio(original, candidate, runs / 2, runs);
    double drift = Math.max(first, second) / Math.min(first, second) - 1;
    if (drift > DRIFT) {
      return Optional.of(
          ("the measurement is not stable: candidate over original was %.3f in the first half of"
                  + " the runs and %.3f in the second")
              .formatted(first, second));
    }
    double[] ratios = new double[runs];
    Arrays.setAll(ratios, i -> candidate[i] / original[i]);
    double spread = spread(ratios);
    if (spread > SPREAD) {
      return Optional.of(
          ("the measurement is not stable: candidate over original differs between runs, the"
                  + " middle half of them spreads over %.0f percent of the median")
              .formatted(100 * spread));
    }
    return Optional.empty();
  }

  private static double medianRatio(double[] original, double[] candidate, int from, int to) {
    return Quantile.of(Arrays.copyOfRange(candidate, from, to), 0.5)
        / Quantile.of(Arrays.copyOfRange(original, from, to), 0.5);
  }

  private static double spread(double[] values) {
    return (Quantile.of(values, 0.75) - Quantile.of(values, 0.25)) / Quantile.of(values, 0.5);
  }
}
