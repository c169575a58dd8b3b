package dev.lathe.engine.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * A linear axis.
 *
 * @param from left end
 * @param to right end, beyond {@code from}
 */
record Scale(double from, double to) {
  Scale {
    if (!(from < to)) {
      throw new IllegalArgumentException(
          "an axis goes from a number to a greater one, found %s and %s".formatted(from, to));
    }
  }

  /** Returns where a value lies, 0 being the left end and 1 the right. */
  double at(double value) {
    return (value - from) / (to - from);
  }

  boolean contains(double value) {
    return from <= value && value <= to;
  }

  /** Returns round numbers on the axis, about so many. */
  List<BigDecimal> ticks(int about) {
    double rough = (to - from) / about;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = power;
    for (int factor : new int[] {1, 2, 5, 10}) {
      step = factor * power;
      if (step >= rough * 0.999) {
        break;
      }
    }
    int digits = Math.max(0, (int) -Math.floor(Math.log10(step) + 1e-9));
    List<BigDecimal> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) {
      ticks.add(BigDecimal.valueOf(i * step).setScale(digits, RoundingMode.HALF_EVEN));
    }
    return ticks;
  }
}
