package dev.lathe.engine.evaluate;

import java.util.Optional;

/**
 * How a candidate is compared with its original.
 *
 * @param output which output is compared; the original's first if empty
 * @param pooling what of it
 * @param batchSize samples of one run, at least 1; a model of a fixed batch keeps to its own
 * @param latency how both are timed
 * @param threads threads one operator may use, at least 1
 */
public record EvaluationSettings(
    Optional<String> output, Pooling pooling, int batchSize, LatencySettings latency, int threads) {
  public EvaluationSettings {
    if (batchSize < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "batchSize and threads >= 1 are expected, found %d and %d".formatted(batchSize, threads));
    }
  }

  /** Returns the settings of a manifest that says nothing about them. */
  public static EvaluationSettings usual(int threads) {
    return new EvaluationSettings(
        Optional.empty(), Pooling.NONE, 32, LatencySettings.USUAL, threads);
  }
}
