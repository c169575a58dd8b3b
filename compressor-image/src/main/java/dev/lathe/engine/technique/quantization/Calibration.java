package dev.lathe.engine.technique.quantization;

/**
 * How the range of an activation comes from what was seen of it.
 *
 * @param percentile share of all values within the range, in percent in (50, 100]; only for {@link
 *     Method#PERCENTILE}
 */
public record Calibration(Method method, double percentile) {

  public static final Calibration MIN_MAX = new Calibration(Method.MIN_MAX, 100);

  /** How a range is chosen. */
  public enum Method {
    /** From the smallest to the largest value. */
    MIN_MAX,
    /** So that a given share of values lies within. */
    PERCENTILE,
    /** So that the quantized distribution tells most of the original one. */
    ENTROPY
  }

  public Calibration {
    if (!(percentile > 50 && percentile <= 100)) {
      throw new IllegalArgumentException(
          "a percentile in (50, 100] is expected, found " + percentile);
    }
  }

  /** Returns percentile calibration; the usual share is 99.999. */
  public static Calibration percentile(double percentile) {
    return new Calibration(Method.PERCENTILE, percentile);
  }

  public static Calibration entropy() {
    return new Calibration(Method.ENTROPY, 100);
  }
}
