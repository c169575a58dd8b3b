package dev.lathe.engine.evaluate.statistic;

import java.util.function.DoubleUnaryOperator;

/**
 * A lower and an upper confidence bound. Each holds on its own with the level it was made for, so
 * the two together hold with twice the risk.
 */
public record Interval(double lower, double upper) {
  public Interval {
    if (!(lower <= upper)) {
      throw new IllegalArgumentException(
          "an interval's lower bound must not exceed its upper, found [%s, %s]"
              .formatted(lower, upper));
    }
  }

  /** Returns the interval of a number that is known exactly. */
  public static Interval exactly(double value) {
    return new Interval(value, value);
  }

  /** Returns the interval of a monotone function of the quantity, rising or falling. */
  public Interval map(DoubleUnaryOperator monotone) {
    double a = monotone.applyAsDouble(lower);
    double b = monotone.applyAsDouble(upper);
    return new Interval(Math.min(a, b), Math.max(a, b));
  }

  public boolean contains(double value) {
    return lower <= value && value <= upper;
  }

  /** Returns the smallest interval around this one and a value. */
  public Interval including(double value) {
    return new Interval(Math.min(lower, value), Math.max(upper, value));
  }
}
