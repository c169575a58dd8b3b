package dev.lathe.engine.technique.quantization;

/**
 * The range around zero whose quantized distribution is nearest to the original one by
 * Kullback–Leibler divergence.
 *
 * <p>Source: Migacz, "8-bit Inference with TensorRT", GTC 2017, slides 36–38. Departs in three
 * points: the histogram is of signed values, as ONNX Runtime's quantizer has it; a bin that the
 * quantized distribution leaves empty counts as a ten-thousandth of a value instead of being
 * smoothed from the others; and zeros, which integers hold without an error, do not count: behind a
 * rectifier they are so many that any range seemed wide enough (NVIDIA's pytorch-quantization
 * leaves them out as well).
 */
final class EntropyRange {
  /** Levels on each side of zero that 8 bits have. */
  private static final int LEVELS = 128;

  private static final double EMPTY = 1e-4;

  private EntropyRange() {}

  static Range of(Histogram histogram) {
    int best = Histogram.HALF;
    double least = Double.POSITIVE_INFINITY;
    for (int half = LEVELS; half <= Histogram.HALF; half += LEVELS / 8) {
      double divergence = divergence(histogram, half);
      if (divergence < least) {
        least = divergence;
        best = half;
      }
    }
    return new Range(
        Math.max(histogram.min(), histogram.edge(Histogram.HALF - best)),
        Math.min(histogram.max(), histogram.edge(Histogram.HALF + best)));
  }

  /**
   * Returns KL(P ‖ Q), P being the {@code 2 · half} bins around zero, what lies outside at the
   * ends.
   */
  private static double divergence(Histogram histogram, int half) {
    int first = Histogram.HALF - half;
    int bins = 2 * half;
    double[] p = new double[bins];
    double[] inner = new double[bins];
    for (int i = 0; i < 2 * Histogram.HALF; i++) {
      int bin = Math.clamp(i - first, 0, bins - 1);
      p[bin] += count(histogram, i);
      if (i - first == bin) {
        inner[bin] = count(histogram, i);
      }
    }
    double[] q = quantized(inner, p);
    double sumP = sum(p);
    double sumQ = sum(q);
    if (sumQ == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double divergence = 0;
    for (int i = 0; i < bins; i++) {
      if (p[i] > 0) {
        double share = Math.max(q[i], EMPTY) / sumQ;
        divergence += p[i] / sumP * Math.log(p[i] / sumP / share);
      }
    }
    return divergence;
  }

  /**
   * Returns the count of a bin, without the zeros in that which begins there: as many as in the
   * next are assumed.
   */
  private static long count(Histogram histogram, int i) {
    int zeros = Histogram.HALF;
    return histogram.count(i == zeros ? zeros + 1 : i);
  }

  /**
   * Spreads what each quantization level holds evenly over those of its bins that are not empty.
   */
  private static double[] quantized(double[] inner, double[] p) {
    double[] q = new double[inner.length];
    double width = inner.length / (2.0 * LEVELS);
    for (int level = 0; level < 2 * LEVELS; level++) {
      int from = (int) Math.round(level * width);
      int to = (int) Math.round((level + 1) * width);
      double mass = 0;
      int used = 0;
      for (int i = from; i < to; i++) {
        mass += inner[i];
        used += p[i] > 0 ? 1 : 0;
      }
      for (int i = from; i < to; i++) {
        q[i] = p[i] > 0 ? mass / used : 0;
      }
    }
    return q;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
