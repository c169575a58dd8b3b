package dev.lathe.engine.technique.quantization;

import java.util.Arrays;
import java.util.Optional;

/**
 * What was seen of the input of a matrix product, by its channels (its last axis). Grows batch by
 * batch; the data itself is not kept.
 */
final class InputStatistics {
  private final float[] lowest;
  private final float[] highest;
  private final double[] sum;
  private final Optional<double[]> gram;
  private long rows;

  /**
   * @param width number of channels
   * @param withGram whether the sum of x xᵀ is kept, which takes 8 · width² bytes
   */
  InputStatistics(int width, boolean withGram) {
    lowest = new float[width];
    highest = new float[width];
    sum = new double[width];
    gram = withGram ? Optional.of(new double[Math.multiplyExact(width, width)]) : Optional.empty();
    Arrays.fill(lowest, Float.POSITIVE_INFINITY);
    Arrays.fill(highest, Float.NEGATIVE_INFINITY);
  }

  private InputStatistics(InputStatistics other, Optional<double[]> gram) {
    lowest = other.lowest.clone();
    highest = other.highest.clone();
    sum = other.sum.clone();
    rows = other.rows;
    this.gram = gram;
  }

  /** Takes in what a batch of {@code count} vectors came to, each array [channels]. */
  void add(long count, float[] low, float[] high, float[] total) {
    if (count == 0) {
      return;
    }
    rows += count;
    for (int channel = 0; channel < lowest.length; channel++) {
      lowest[channel] = Math.min(lowest[channel], low[channel]);
      highest[channel] = Math.max(highest[channel], high[channel]);
      sum[channel] += total[channel];
    }
  }

  /** Takes in a batch's sum of x xᵀ, [channels, channels]. */
  void addGram(float[] product) {
    double[] total = gram.orElseThrow();
    for (int i = 0; i < product.length; i++) {
      total[i] += product[i];
    }
  }

  int width() {
    return lowest.length;
  }

  /** Returns how many vectors were seen. */
  long rows() {
    return rows;
  }

  /** Returns the sum of x xᵀ, row-major, not to be written to; empty if it was not asked for. */
  Optional<double[]> gram() {
    return gram;
  }

  /** Returns the mean of each channel; 0 where nothing was seen. */
  double[] mean() {
    return Arrays.stream(sum).map(total -> rows == 0 ? 0 : total / rows).toArray();
  }

  /** Returns the largest absolute value of each channel; 0 where nothing was seen. */
  float[] absMax() {
    float[] max = new float[width()];
    for (int channel = 0; channel < max.length && rows > 0; channel++) {
      max[channel] = Math.max(Math.abs(lowest[channel]), Math.abs(highest[channel]));
    }
    return max;
  }

  /** Returns the smallest value of all channels, at most 0. */
  float min() {
    float min = 0;
    for (float value : lowest) {
      min = Math.min(min, value);
    }
    return min;
  }

  /** Returns the largest value of all channels, at least 0. */
  float max() {
    float max = 0;
    for (float value : highest) {
      max = Math.max(max, value);
    }
    return max;
  }

  /** Whether no value seen was infinite or not a number. */
  boolean isFinite() {
    return rows == 0 || Arrays.stream(sum).allMatch(Double::isFinite);
  }

  /** Returns what would have been seen of this input with each channel divided by its divisor. */
  InputStatistics dividedBy(float[] divisors) {
    InputStatistics divided = new InputStatistics(this, gram.map(double[]::clone));
    for (int channel = 0; channel < divisors.length; channel++) {
      divided.lowest[channel] /= divisors[channel];
      divided.highest[channel] /= divisors[channel];
      divided.sum[channel] /= divisors[channel];
    }
    divided.gram.ifPresent(g -> {
      for (int i = 0; i < divisors.length; i++) {
        for (int j = 0; j < divisors.length; j++) {
          g[i * divisors.length + j] /= (double) divisors[i] * divisors[j];
        }
      }
    });
    return divided;
  }
}
