package dev.lathe.engine.technique.quantization;

/** The range that holds a given share of all values, the rest cut off evenly at both ends. */
final class PercentileRange {
  private PercentileRange() {}

  /** {@code percentile} in (50, 100]. */
  static Range of(Histogram histogram, double percentile) {
    double tail = histogram.total() * (1 - percentile / 100) / 2;
    int low = 0;
    for (double below = histogram.count(0); below <= tail; below += histogram.count(++low)) {
      // the loop finds the first bin that reaches into the share
    }
    int high = 2 * Histogram.HALF - 1;
    for (double above = histogram.count(high); above <= tail; above += histogram.count(--high)) {
      // the same from above
    }
    return new Range(
        Math.max(histogram.min(), histogram.edge(low)),
        Math.min(histogram.max(), histogram.edge(high + 1)));
  }
}
