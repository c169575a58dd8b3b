package dev.lathe.engine.evaluate;

import dev.lathe.engine.evaluate.metric.Timed;
import dev.lathe.engine.runtime.BoundRun;
import dev.lathe.engine.runtime.Session;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The times of both models on the same inputs, run after run beside each other in one process, so
 * that whatever disturbs one disturbs the other.
 *
 * @param settings what was asked for
 * @param originalMillis times of the original's runs, in their order
 * @param candidateMillis times of the candidate's runs, each made next to the original's
 */
public record LatencyComparison(
    LatencySettings settings, List<Double> originalMillis, List<Double> candidateMillis) {
  public LatencyComparison {
    originalMillis = List.copyOf(originalMillis);
    candidateMillis = List.copyOf(candidateMillis);
  }

  /** How far parts of the runs may differ in their ratio before it is worth to start again. */
  private static final double DRIFT = 0.15;

  private static final int ATTEMPTS = 3;

  /**
   * Times both sessions, up to three times over if something disturbs them, and returns the attempt
   * whose parts differ least. Which one that is does not depend on who was faster.
   */
  static LatencyComparison measureSteadily(
      Session original,
      Session candidate,
      List<? extends Map<String, Tensor>> inputs,
      LatencySettings settings) {
    LatencyComparison steadiest = measure(original, candidate, inputs, settings);
    for (int attempt = 1; attempt < ATTEMPTS && steadiest.drift() > DRIFT; attempt++) {
      LatencyComparison other = measure(original, candidate, inputs, settings);
      steadiest = other.drift() < steadiest.drift() ? other : steadiest;
    }
    return steadiest;
  }

  /**
   * Times both sessions. Who goes first alternates; the inputs are taken in turn.
   *
   * @param inputs at least one batch
   */
  static LatencyComparison measure(
      Session original,
      Session candidate,
      List<? extends Map<String, Tensor>> inputs,
      LatencySettings settings) {
    List<BoundRun> bound = new ArrayList<>();
    try {
      for (Map<String, Tensor> batch : inputs) {
        bound.add(original.bind(batch));
        bound.add(candidate.bind(batch));
      }
      List<Double> originalMillis = new ArrayList<>();
      List<Double> candidateMillis = new ArrayList<>();
      for (int run = -settings.warmup(); run < settings.runs(); run++) {
        int batch = Math.floorMod(run, inputs.size());
        BoundRun first = bound.get(2 * batch);
        BoundRun second = bound.get(2 * batch + 1);
        int round = Math.floorDiv(run, inputs.size());
        boolean swapped = Math.floorMod(batch + round, 2) == 1;
        long nanosA = (swapped ? second : first).nanos();
        long nanosB = (swapped ? first : second).nanos();
        if (run >= 0) {
          originalMillis.add((swapped ? nanosB : nanosA) / 1e6);
          candidateMillis.add((swapped ? nanosA : nanosB) / 1e6);
        }
      }
      return new LatencyComparison(settings, originalMillis, candidateMillis);
    } finally {
      bound.forEach(BoundRun::close);
    }
  }

  /**
   * Returns a quantile of both models' times.
   *
   * @param share in (0, 1): 0.5 is the median
   */
  public Timed quantile(double share, long seed) {
    return new Timed(share, toArray(originalMillis), toArray(candidateMillis), seed);
  }

  /** Returns by which share the largest ratio of medians of parts exceeds the smallest. */
  private double drift() {
    List<Double> parts = quantile(0.5, 0).ratiosOfParts();
    return Collections.max(parts) / Collections.min(parts) - 1;
  }

  private static double[] toArray(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
