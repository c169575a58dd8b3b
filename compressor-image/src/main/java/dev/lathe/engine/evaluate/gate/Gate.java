package dev.lathe.engine.evaluate.gate;

import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A condition that a candidate has to meet.
 *
 * @param thresholds at least one; all of them have to hold
 */
public record Gate(
    String name, Metric metric, List<Threshold> thresholds, Rigour rigour, Severity severity) {

  /**
   * How sure a gate has to be. Levels are one-sided and per gate: since a candidate is published
   * only if every required gate passes, the risk of publishing one that misses any of them is no
   * greater than a single gate's (Berger, "Multiparameter hypothesis testing and acceptance
   * sampling", Technometrics 24 (1982), 295-300).
   *
   * @param level confidence in [0.5, 1)
   * @param minSamples below which the gate stays undecided; for latency the number of runs
   */
  public record Rigour(double level, long minSamples) {
    public static final Rigour USUAL = new Rigour(0.95, 1);

    public Rigour {
      if (!(level >= 0.5 && level < 1) || minSamples < 0) {
        throw new IllegalArgumentException(
            "a level in [0.5, 1) and minSamples >= 0 are expected, found %s and %d"
                .formatted(level, minSamples));
      }
    }
  }

  /**
   * @throws EngineException if there is no threshold, or one that says nothing about the metric
   */
  public Gate {
    thresholds = List.copyOf(thresholds);
    if (thresholds.isEmpty()) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "gate '%s': at least one of min, max, maxDrop and maxRatio is expected".formatted(name));
    }
    for (Threshold threshold : thresholds) {
      if (!threshold.suits(metric.kind())) {
        throw new EngineException(
            Reason.INVALID_MANIFEST,
            "gate '%s': %s says nothing about %s: use %s"
                .formatted(name, threshold.field(), metric, suggestion(metric.kind())));
      }
    }
  }

  /** Returns all thresholds in words, as in {@code min 0.9, maxDrop 0.01}. */
  public String threshold() {
    return thresholds.stream().map(Threshold::text).collect(Collectors.joining(", "));
  }

  private static String suggestion(Metric.Kind kind) {
    return switch (kind) {
      case QUALITY -> "min or maxDrop";
      case FIDELITY -> "min";
      case ERROR -> "max";
      case COST -> "max or maxRatio";
    };
  }
}
