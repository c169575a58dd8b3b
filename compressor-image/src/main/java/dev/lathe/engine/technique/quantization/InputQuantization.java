package dev.lathe.engine.technique.quantization;

/**
 * How activations become 8-bit integers.
 *
 * @param type which integers
 * @param calibration how ranges come from data; of no effect in dynamic mode
 * @param smoothing whether outlying channels of an activation are scaled down and the weights
 *     behind it scaled up, which leaves the function as it is
 */
public record InputQuantization(Type type, Calibration calibration, Choice smoothing) {

  public static final InputQuantization USUAL =
      new InputQuantization(Type.AUTO, Calibration.MIN_MAX, Choice.AUTO);

  /** Which integers. */
  public enum Type {
    /** What the target computes fastest. */
    AUTO,
    /** Unsigned, with a zero point. */
    UINT8,
    /** Signed and symmetric, zero being zero. */
    INT8
  }
}
