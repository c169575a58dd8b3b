package dev.lathe.engine.technique.quantization;

/** Watches an activation over the calibration data and chooses its range. */
interface RangeObserver {

  /** Sees the values of one batch. They are not kept. */
  void observe(float[] values);

  /**
   * @throws IllegalStateException if nothing was observed
   */
  Range range();

  static RangeObserver of(Calibration calibration) {
    return switch (calibration.method()) {
      case MIN_MAX -> new MinMax();
      case PERCENTILE ->
          new HistogramObserver(h -> PercentileRange.of(h, calibration.percentile()));
      case ENTROPY -> new HistogramObserver(EntropyRange::of);
    };
  }

  /** From the smallest to the largest value seen. */
  final class MinMax implements RangeObserver {
    private float min = Float.POSITIVE_INFINITY;
    private float max = Float.NEGATIVE_INFINITY;

    @Override
    public void observe(float[] values) {
      for (float value : values) {
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }

    @Override
    public Range range() {
      if (min > max) {
        throw new IllegalStateException("nothing was observed");
      }
      return new Range(min, max);
    }
  }
}
