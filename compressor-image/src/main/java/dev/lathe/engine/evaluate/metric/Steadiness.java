package dev.lathe.engine.evaluate.metric;

import dev.lathe.engine.evaluate.statistic.Quantile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether timed runs were left alone enough to decide something by. What counts is not how much a
 * disturbed machine scatters the times, which the bounds reflect, but whether it shifts them: each
 * part of the series has to lead to the same decision as the whole.
 *
 * @param share which quantile
 */
record Steadiness(double share) {
  /** Runs that have to lie beyond a quantile for it to be seen at all. */
  private static final int RUNS_BEYOND = 3;

  private static final int FEWEST_RUNS = 30;
  private static final int MOST_PARTS = 4;

  /** Returns how many runs the quantile needs. */
  int neededRuns() {
    return Math.max(FEWEST_RUNS, (int) Math.ceil(RUNS_BEYOND / (1 - share) - 1e-6));
  }

  /** Returns why so many runs must not decide anything, if so. */
  Optional<String> doubt(int runs) {
    return runs >= neededRuns()
        ? Optional.empty()
        : Optional.of(
            "the quantile %s of the latency needs at least %d runs, found %d: raise evaluation.latency.runs"
                .formatted(share, neededRuns(), runs));
  }

  /** Returns why no decision about that limit may rest on the runs, if so. */
  Optional<String> doubt(Quantity quantity, double limit, double[] original, double[] candidate) {
    List<Double> parts = parts(quantity, original, candidate);
    boolean below = parts.stream().allMatch(part -> part <= limit);
    boolean above = parts.stream().allMatch(part -> part > limit);
    if (below || above) {
      return Optional.empty();
    }
    String each =
        parts.stream()
            .map(part -> String.format(Locale.ROOT, "%.3g", part))
            .collect(Collectors.joining(", "));
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the measurement is not stable: the parts of the runs give %s, on both sides of %.3g;"
                + " measure again on a machine with nothing else to do",
            each,
            limit));
  }

  /** Returns the quantity of each of two to four consecutive parts of the runs. */
  List<Double> parts(Quantity quantity, double[] original, double[] candidate) {
    int runs = original.length;
    int count = Math.clamp(runs / neededRuns(), 2, MOST_PARTS);
    List<Double> parts = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      int from = part * runs / count;
      int to = (part + 1) * runs / count;
      parts.add(
          quantity.of(
              Quantile.of(Arrays.copyOfRange(candidate, from, to), share),
              Quantile.of(Arrays.copyOfRange(original, from, to), share)));
    }
    return parts;
  }
}
