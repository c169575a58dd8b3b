package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.Collections;
import java.util.List;

/**
 * Weights as symmetric 8-bit integers: {@code w ≈ scale · q}, zero being zero.
 *
 * <p>Source: Jacob et al., "Quantization and Training of Neural Networks for Efficient
 * Integer-Arithmetic-Only Inference", CVPR 2018, section 2.1 (arXiv:1712.05877), with the zero
 * point fixed at 0 and -128 left unused, as section 3 does for weights.
 *
 * @param values INT8, of the shape of the weights
 * @param scales FLOAT, one for each extent of the channel axis, or [] where all share one
 * @param axis whose slices have a scale of their own; negative where all share one
 * @param sqnrDecibels power of the weights over the power of their error; infinite without error
 */
record QuantizedWeights(Tensor values, Tensor scales, int axis, double sqnrDecibels) {

  /**
   * The integers that weights may become.
   *
   * @param axis whose slices have a scale of their own; negative for one scale
   * @param limit largest integer used, and the negative of the smallest
   * @param leastScales the least a channel's scale may be; empty where there is no such bound
   */
  record Grid(int axis, int limit, List<Float> leastScales) {
    Grid {
      leastScales = List.copyOf(leastScales);
    }

    private float leastScale(int channel) {
      if (leastScales.isEmpty()) {
        return 0;
      }
      return axis >= 0 ? leastScales.get(channel) : Collections.max(leastScales);
    }
  }

  /** Quantizes without a bound on scales. */
  static QuantizedWeights of(String name, Tensor weights, int axis, int limit) {
    return of(name, weights, new Grid(axis, limit, List.of()));
  }

  /**
   * Quantizes to the nearest integer, half to even.
   *
   * @param name of the weights, for messages
   * @throws EngineException INVALID_MODEL if a weight is not finite
   */
  static QuantizedWeights of(String name, Tensor weights, Grid grid) {
    int axis = grid.axis();
    int limit = grid.limit();
    float[] source = weights.toFloats();
    Shape shape = weights.shape();
    int channels = axis < 0 ? 1 : (int) shape.dim(axis);
    int inner = axis < 0 ? source.length : (int) shape.product(axis + 1, shape.rank());
    float[] scales = scales(name, source, new Layout(channels, inner), grid);
    byte[] values = new byte[source.length];
    double power = 0;
    double error = 0;
    for (int i = 0; i < source.length; i++) {
      float scale = scales[i / inner % channels];
      int q = (int) Math.rint(source[i] / scale);
      q = Math.clamp(q, -limit, limit);
      values[i] = (byte) q;
      power += (double) source[i] * source[i];
      double difference = source[i] - (double) q * scale;
      error += difference * difference;
    }
    return new QuantizedWeights(
        Tensor.ofBytes(DType.INT8, shape, values),
        axis < 0
            ? Tensor.ofFloats(Shape.scalar(), scales)
            : Tensor.ofFloats(Shape.of(channels), scales),
        axis,
        10 * Math.log10(power / error));
  }

  /** How channels lie in memory: {@code inner} elements of one, then of the next. */
  private record Layout(int channels, int inner) {}

  private static float[] scales(String name, float[] source, Layout layout, Grid grid) {
    float[] largest = new float[layout.channels()];
    for (int i = 0; i < source.length; i++) {
      float magnitude = Math.abs(source[i]);
      if (!Float.isFinite(magnitude)) {
        throw new EngineException(
            Reason.INVALID_MODEL,
            "initializer '%s' holds %s at element %d: weights must be finite"
                .formatted(name, source[i], i));
      }
      int channel = i / layout.inner() % layout.channels();
      largest[channel] = Math.max(largest[channel], magnitude);
    }
    float[] scales = new float[largest.length];
    for (int channel = 0; channel < scales.length; channel++) {
      scales[channel] = Math.max(grid.leastScale(channel), scale(largest[channel], grid.limit()));
    }
    return scales;
  }

  /** Returns a scale that is a normal number, also for a channel of zeros. */
  private static float scale(float largest, int limit) {
    float scale = largest / limit;
    return scale < Float.MIN_NORMAL ? 1f : scale;
  }

  /** Returns the numbers that the integers stand for, in the order of the weights. */
  float[] dequantized() {
    byte[] integers = values.toBytes();
    float[] scale = scales.toFloats();
    float[] numbers = new float[integers.length];
    Shape shape = values.shape();
    int inner = axis < 0 ? integers.length : (int) shape.product(axis + 1, shape.rank());
    for (int i = 0; i < integers.length; i++) {
      numbers[i] = integers[i] * scale[i / inner % scale.length];
    }
    return numbers;
  }

  /** Returns the bytes that values and scales take in a file. */
  long sizeInBytes() {
    return values.sizeInBytes() + scales.sizeInBytes();
  }
}
