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

    float leastScale(int channel) {
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
    Shape shape = weights.shape();
    int axis = grid.axis();
    int channels = axis < 0 ? 1 : (int) shape.dim(axis);
    long inner = axis < 0 ? weights.elementCount() : shape.product(axis + 1, shape.rank());
    Largest largest = new Largest(name, new Position(channels, inner));
    FloatBlocks.read(weights, largest);
    float[] scales = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      scales[channel] =
          Math.max(grid.leastScale(channel), scale(largest.values[channel], grid.limit()));
    }
    Rounding rounding =
        new Rounding(
            scales,
            grid.limit(),
            new Position(channels, inner),
            new byte[Math.toIntExact(weights.elementCount())]);
    FloatBlocks.read(weights, rounding);
    FloatBlocks.release(weights);
    return new QuantizedWeights(
        Tensor.ofBytes(DType.INT8, shape, rounding.integers),
        axis < 0
            ? Tensor.ofFloats(Shape.scalar(), scales)
            : Tensor.ofFloats(Shape.of(channels), scales),
        axis,
        10 * Math.log10(rounding.power / rounding.error));
  }

  /**
   * Quantizes by given scales.
   *
   * @param axis that the scales lie along, if there are several
   */
  static QuantizedWeights by(Tensor scales, Tensor weights, int axis, int limit) {
    Shape shape = weights.shape();
    int channels = (int) scales.elementCount();
    long inner = channels == 1 ? weights.elementCount() : shape.product(axis + 1, shape.rank());
    Rounding rounding =
        new Rounding(
            scales.toFloats(),
            limit,
            new Position(channels, inner),
            new byte[Math.toIntExact(weights.elementCount())]);
    FloatBlocks.read(weights, rounding);
    return new QuantizedWeights(
        Tensor.ofBytes(DType.INT8, shape, rounding.integers),
        scales,
        channels == 1 ? -1 : axis,
        10 * Math.log10(rounding.power / rounding.error));
  }

  /** Steps through a tensor: {@code inner} elements of one channel, then of the next. */
  private static final class Position {
    private final int channels;
    private final long inner;
    private int channel;
    private long within;

    Position(int channels, long inner) {
      this.channels = channels;
      this.inner = inner;
    }

    /** Returns the channel of the next element. */
    int next() {
      if (within == inner) {
        within = 0;
        channel = channel + 1 == channels ? 0 : channel + 1;
      }
      within++;
      return channel;
    }
  }

  /** Finds the largest magnitude of each channel. */
  private static final class Largest implements FloatBlocks.Reader {
    private final String name;
    private final Position position;
    private final float[] values;

    Largest(String name, Position position) {
      this.name = name;
      this.position = position;
      values = new float[position.channels];
    }

    @Override
    public void read(float[] block, int length, long offset) {
      for (int i = 0; i < length; i++) {
        int channel = position.next();
        float magnitude = Math.abs(block[i]);
        // also false for what is not a number
        if (!(magnitude <= Float.MAX_VALUE)) {
          throw new EngineException(
              Reason.INVALID_MODEL,
              "initializer '%s' holds %s at element %d: weights must be finite"
                  .formatted(name, block[i], offset + i));
        }
        values[channel] = Math.max(values[channel], magnitude);
      }
    }
  }

  /** Rounds each element and adds up what is lost. */
  private static final class Rounding implements FloatBlocks.Reader {
    private final float[] scales;
    private final int limit;
    private final Position position;
    private final byte[] integers;
    private double power;
    private double error;

    Rounding(float[] scales, int limit, Position position, byte[] integers) {
      this.scales = scales;
      this.limit = limit;
      this.position = position;
      this.integers = integers;
    }

    @Override
    public void read(float[] block, int length, long offset) {
      for (int i = 0; i < length; i++) {
        float scale = scales[position.next()];
        float value = block[i];
        int integer = Math.clamp((int) Math.rint(value / scale), -limit, limit);
        integers[(int) offset + i] = (byte) integer;
        double difference = value - (double) integer * scale;
        power += (double) value * value;
        error += difference * difference;
      }
    }
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
    Position position =
        new Position(
            scale.length, axis < 0 ? integers.length : shape.product(axis + 1, shape.rank()));
    for (int i = 0; i < integers.length; i++) {
      numbers[i] = integers[i] * scale[position.next()];
    }
    return numbers;
  }

  /** Returns the bytes that values and scales take in a file. */
  long sizeInBytes() {
    return values.sizeInBytes() + scales.sizeInBytes();
  }
}
