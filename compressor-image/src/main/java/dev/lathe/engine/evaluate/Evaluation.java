package dev.lathe.engine.evaluate;

import dev.lathe.engine.evaluate.gate.Gate;
import dev.lathe.engine.evaluate.gate.GateResult;
import dev.lathe.engine.evaluate.gate.Judge;
import dev.lathe.engine.evaluate.metric.Evidence;
import dev.lathe.engine.evaluate.metric.Measured;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.runtime.OptimizedGraph;
import dev.lathe.engine.runtime.RuntimeFacts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that was found out about a candidate beside its original.
 *
 * @param evidence of every metric, in the metrics' order
 * @param outputs what was compared; empty without evaluation data
 * @param timing the runs and what they say; empty without evaluation data
 * @param graphs what the runtime makes of both models; empty if it cannot load the original, which
 *     only matters with evaluation data
 * @param environment where it was measured
 */
public record Evaluation(
    Map<Metric, Evidence> evidence,
    Optional<Outputs> outputs,
    Optional<Timing> timing,
    Optional<Graphs> graphs,
    RuntimeFacts environment) {

  /**
   * What the samples were.
   *
   * @param name the output that was compared
   * @param isClassified whether its numbers were read as scores of classes that labels or
   *     probabilities prove
   * @param confusions of the original and of the candidate; empty without labels, or beyond 50
   *     classes
   */
  public record Outputs(
      String name, long samples, boolean isClassified, Optional<Confusions> confusions) {}

  /** Both models' confusions. */
  public record Confusions(Confusion original, Confusion candidate) {}

  /** The runs of both models, and the verdict on them. */
  public record Timing(LatencyComparison runs, SpeedVerdict verdict) {}

  /** What the runtime makes of both models. */
  public record Graphs(OptimizedGraph original, OptimizedGraph candidate) {}

  public Evaluation {
    evidence = Collections.unmodifiableMap(new EnumMap<>(evidence));
  }

  /** Returns what is known of a metric. */
  public Evidence of(Metric metric) {
    Evidence found = evidence.get(metric);
    return found == null ? new Evidence.Absent(metric + " was not measured") : found;
  }

  /** Decides every gate. */
  public List<GateResult> judge(List<Gate> gates) {
    return gates.stream().map(gate -> Judge.judge(gate, of(gate.metric()))).toList();
  }

  /** Returns every metric that was measured, in plain numbers. */
  public List<MetricSummary> summaries() {
    List<MetricSummary> summaries = new ArrayList<>();
    evidence.forEach((metric, found) -> {
      if (found instanceof Measured measured) {
        summaries.add(MetricSummary.of(metric, measured));
      }
    });
    return List.copyOf(summaries);
  }

  /**
   * Returns the metrics that say something about models of this kind, as a table would list them:
   * for classifiers how often they are right and agree, for others how alike their outputs are.
   */
  public List<Metric> telling() {
    List<Metric> telling = new ArrayList<>();
    outputs.ifPresent(compared ->
        telling.addAll(
            compared.isClassified()
                ? List.of(Metric.ACCURACY, Metric.F1, Metric.AGREEMENT, Metric.KL_DIVERGENCE)
                : List.of(Metric.COSINE_MEAN, Metric.COSINE_MIN)));
    telling.addAll(
        List.of(
            Metric.SQNR,
            Metric.SIZE_BYTES,
            Metric.PARAMETERS,
            Metric.MACS,
            Metric.LATENCY_P50,
            Metric.LATENCY_P99));
    telling.removeIf(metric -> !(of(metric) instanceof Measured));
    return List.copyOf(telling);
  }
}
