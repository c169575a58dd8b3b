package dev.lathe.engine.evaluate;

/**
 * How both models are timed.
 *
 * @param batchSize samples of one run, at least 1
 * @param runs timed runs of each model, at least 1
 * @param warmup runs of each model before those
 */
public record LatencySettings(int batchSize, int runs, int warmup) {
  public static final LatencySettings USUAL = new LatencySettings(1, 200, 20);

  /** From this many runs on the 99th percentile has three runs beyond it. */
  static final int RUNS_FOR_P99 = 300;

  public LatencySettings {
    if (batchSize < 1 || runs < 1 || warmup < 0) {
      throw new IllegalArgumentException(
          "batchSize and runs >= 1 and warmup >= 0 are expected, found %d, %d and %d"
              .formatted(batchSize, runs, warmup));
    }
  }

  /** Returns these settings with at least that many runs. */
  LatencySettings withRunsAtLeast(int fewest) {
    return new LatencySettings(batchSize, Math.max(runs, fewest), warmup);
  }
}
