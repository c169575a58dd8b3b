package dev.lathe.engine.technique.quantization;

/**
 * How weights become integers. They are always symmetric, zero being zero.
 *
 * <p>Those of 4 bits are stored in bytes all the same: ONNX Runtime computes a convolution or
 * product whose weights are INT4 in floating point, 4 to 5 times slower than on the same integers
 * in bytes. Tables that are looked up keep 8 bits.
 *
 * @param bits 8, or 4: integers in [-7, 7]
 * @param granularity what shares a scale
 * @param range how many of the 256 integers are used; of no effect with 4 bits
 * @param rounding how a weight picks one of the two integers next to it
 * @param biasCorrection whether the mean error of a layer on the calibration data is taken out of
 *     its bias
 */
public record Weights(
    int bits, Granularity granularity, Range range, Rounding rounding, Choice biasCorrection) {

  public Weights {
    if (bits != 8 && bits != 4) {
      throw new IllegalArgumentException("bits: 8 or 4 expected, found " + bits);
    }
  }

  /** Weights of 8 bits. */
  public Weights(Granularity granularity, Range range, Rounding rounding, Choice biasCorrection) {
    this(8, granularity, range, rounding, biasCorrection);
  }

  public static final Weights USUAL =
      new Weights(Granularity.PER_CHANNEL, Range.AUTO, Rounding.AUTO, Choice.AUTO);

  public Weights withBits(int other) {
    return new Weights(other, granularity, range, rounding, biasCorrection);
  }

  public Weights withGranularity(Granularity other) {
    return new Weights(bits, other, range, rounding, biasCorrection);
  }

  /** What shares a scale. */
  public enum Granularity {
    /** One output channel. */
    PER_CHANNEL,
    /** The whole tensor. */
    PER_TENSOR
  }

  /** How many integers are used. */
  public enum Range {
    /** {@link #REDUCED} where the target's arithmetic saturates, else {@link #FULL}. */
    AUTO,
    /** [-127, 127]. */
    FULL,
    /** [-63, 63] (7 bits): sums of two products with an unsigned byte stay within 16 bits. */
    REDUCED
  }

  /** How a weight picks one of the integers next to it. */
  public enum Rounding {
    /**
     * {@link #COMPENSATED} in dynamic mode where there is calibration data, else {@link #NEAREST}:
     * it takes longer than all else that static mode does.
     */
    AUTO,
    /** To the nearest, half to even. */
    NEAREST,
    /** So that later weights of a layer make up for the error of earlier ones on the data. */
    COMPENSATED
  }
}
