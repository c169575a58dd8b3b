package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;

/**
 * Shrinks the scales of weights to where the squared error of their rounding is least: with few
 * levels it is better to cut the largest weights than to spread the levels as far as they reach.
 *
 * <p>Source: Choukroun et al., "Low-bit Quantization of Neural Networks for Efficient Inference",
 * 2019, section 3 (arXiv:1902.06822), by a search over a grid.
 */
final class LeastError {
  private static final int FINENESS = 64;
  private static final int LEAST = 16;

  private LeastError() {}

  /**
   * Returns better scales, of the same shape.
   *
   * @param scales those that reach the largest weights
   */
  static Tensor scales(Tensor weights, Tensor scales, QuantizedWeights.Grid grid) {
    float[] values = weights.toFloats();
    float[] widest = scales.toFloats();
    Shape shape = weights.shape();
    int inner =
        widest.length == 1 ? values.length : (int) shape.product(grid.axis() + 1, shape.rank());
    double[] least = new double[widest.length];
    float[] best = widest.clone();
    for (int share = FINENESS; share >= LEAST; share--) {
      double[] errors = new double[widest.length];
      float[] tried = new float[widest.length];
      for (int channel = 0; channel < tried.length; channel++) {
        tried[channel] = Math.max(grid.leastScale(channel), widest[channel] * share / FINENESS);
      }
      for (int i = 0; i < values.length; i++) {
        int channel = i / inner % widest.length;
        float level =
            Math.clamp((float) Math.rint(values[i] / tried[channel]), -grid.limit(), grid.limit());
        double error = values[i] - level * tried[channel];
        errors[channel] += error * error;
      }
      for (int channel = 0; channel < tried.length; channel++) {
        if (share == FINENESS || errors[channel] < least[channel]) {
          least[channel] = errors[channel];
          best[channel] = tried[channel];
        }
      }
    }
    return Tensor.ofFloats(scales.shape(), best);
  }
}
