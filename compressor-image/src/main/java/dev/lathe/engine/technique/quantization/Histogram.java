package dev.lathe.engine.technique.quantization;

/**
 * Counts of values in equal bins around zero. Its reach doubles, neighbouring bins merged, when a
 * value lies outside, so that one pass over data of unknown range suffices and memory is fixed.
 */
final class Histogram {
  /** On each side of zero. */
  static final int HALF = 2048;

  private final long[] counts = new long[2 * HALF];
  private float reach;
  private float min = Float.POSITIVE_INFINITY;
  private float max = Float.NEGATIVE_INFINITY;
  private long total;

  void add(float[] values) {
    for (float value : values) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    float farthest = Math.max(-min, max);
    if (reach == 0 && farthest > 0) {
      reach = farthest;
      counts[HALF] += total;
    }
    while (farthest > reach) {
      doubleReach();
    }
    if (reach > 0) {
      for (float value : values) {
        counts[bin(value)]++;
      }
    }
    total += values.length;
  }

  private int bin(float value) {
    int bin = (int) Math.floor((double) value / reach * HALF) + HALF;
    return Math.clamp(bin, 0, 2 * HALF - 1);
  }

  private void doubleReach() {
    long[] merged = new long[2 * HALF];
    for (int i = 0; i < 2 * HALF; i++) {
      merged[HALF / 2 + i / 2] += counts[i];
    }
    System.arraycopy(merged, 0, counts, 0, counts.length);
    reach *= 2;
  }

  /** Returns the count of values in bin {@code i} of {@code 2 · HALF}, the lowest first. */
  long count(int i) {
    return counts[i];
  }

  long total() {
    return total;
  }

  /** Returns the lower edge of a bin. */
  float edge(int i) {
    return (float) ((double) (i - HALF) / HALF * reach);
  }

  float min() {
    return min;
  }

  float max() {
    return max;
  }

  /** Whether every value was zero. */
  boolean isFlat() {
    return reach == 0;
  }
}
