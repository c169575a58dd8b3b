package dev.lathe.engine.evaluate;

import dev.lathe.engine.evaluate.metric.Measured;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.evaluate.metric.PairedAccuracy;
import dev.lathe.engine.evaluate.metric.Quantity;
import dev.lathe.engine.evaluate.statistic.Interval;
import dev.lathe.engine.evaluate.statistic.PairedProportions;
import java.util.Optional;

/**
 * A metric of both models in plain numbers, for a report.
 *
 * @param range the candidate's value with its two-sided 95 percent interval
 * @param change the same for how the candidate compares: the drop for metrics of which more is
 *     better, the ratio for costs; empty where only the value itself means something
 * @param pairs for accuracies: on how many samples the two models differ, and which way
 * @param basis on what and how it was measured
 */
public record MetricSummary(
    Metric metric,
    Range range,
    Optional<Change> change,
    Optional<PairedProportions> pairs,
    Basis basis) {

  /** One-sided level of each bound, so that both together hold with 95 percent. */
  private static final double LEVEL = 0.975;

  /** The original's value and the candidate's, the latter with its interval. */
  public record Range(double original, double candidate, Interval interval) {}

  /** A drop or a ratio with its interval. */
  public record Change(Quantity quantity, double value, Interval interval) {}

  /**
   * @param samples samples or runs; 0 for a fact of the files
   * @param method how the interval is made, in words
   * @param doubt why no decision may rest on it, if so
   */
  public record Basis(long samples, String method, Optional<String> doubt) {}

  /** Puts into plain numbers what was measured. */
  static MetricSummary of(Metric metric, Measured measured) {
    Range range =
        new Range(measured.baseline(), measured.value(), measured.interval(Quantity.VALUE, LEVEL));
    Optional<Quantity> quantity =
        switch (metric.kind()) {
          case QUALITY -> Optional.of(Quantity.DROP);
          case COST -> Optional.of(Quantity.RATIO);
          case FIDELITY, ERROR -> Optional.empty();
        };
    return new MetricSummary(
        metric,
        range,
        quantity
            .filter(q -> Double.isFinite(measured.point(q)))
            .map(q -> new Change(q, measured.point(q), measured.interval(q, LEVEL))),
        measured instanceof PairedAccuracy(PairedProportions counts)
            ? Optional.of(counts)
            : Optional.empty(),
        new Basis(measured.samples(), measured.method(), measured.doubt()));
  }
}
