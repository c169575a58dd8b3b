package dev.lathe.engine.graph.shape;

import dev.lathe.engine.tensor.DType;
import java.util.function.BinaryOperator;

/** Operations on elements that may be numbers, extents known by name, or unknown. */
final class Arithmetic {
  private Arithmetic() {}

  /** Two elements of one type to one. */
  interface Operation {
    Entry apply(DType type, Entry a, Entry b);
  }

  static Entry add(DType type, Entry a, Entry b) {
    if (isInt(b, 0)) {
      return a;
    }
    return isInt(a, 0) ? b : numbers(type, a, b, Long::sum, Double::sum);
  }

  static Entry subtract(DType type, Entry a, Entry b) {
    return isInt(b, 0) ? a : numbers(type, a, b, (x, y) -> x - y, (x, y) -> x - y);
  }

  static Entry multiply(DType type, Entry a, Entry b) {
    if (isInt(b, 1) || isInt(a, 0)) {
      return a;
    }
    return isInt(a, 1) || isInt(b, 0) ? b : numbers(type, a, b, (x, y) -> x * y, (x, y) -> x * y);
  }

  /** Integers are divided towards zero. */
  static Entry divide(DType type, Entry a, Entry b) {
    if (isInt(b, 0)) {
      return Entry.UNKNOWN;
    }
    return isInt(b, 1) ? a : numbers(type, a, b, (x, y) -> x / y, (x, y) -> x / y);
  }

  /** The sign is that of the divisor. */
  static Entry floorMod(DType type, Entry a, Entry b) {
    if (!(a instanceof Entry.Int) || isInt(b, 0)) {
      return Entry.UNKNOWN;
    }
    return numbers(type, a, b, Math::floorMod, (x, y) -> x);
  }

  /** The sign is that of the dividend. */
  static Entry remainder(DType type, Entry a, Entry b) {
    return isInt(b, 0) ? Entry.UNKNOWN : numbers(type, a, b, (x, y) -> x % y, (x, y) -> x % y);
  }

  static Entry max(DType type, Entry a, Entry b) {
    return a.equals(b) && a instanceof Entry.Extent ? a : numbers(type, a, b, Math::max, Math::max);
  }

  static Entry min(DType type, Entry a, Entry b) {
    return a.equals(b) && a instanceof Entry.Extent ? a : numbers(type, a, b, Math::min, Math::min);
  }

  static Entry and(DType type, Entry a, Entry b) {
    return isInt(a, 0) || isInt(b, 0)
        ? Entry.of(false)
        : numbers(type, a, b, (x, y) -> x & y, (x, y) -> x);
  }

  static Entry or(DType type, Entry a, Entry b) {
    return isInt(a, 1) || isInt(b, 1)
        ? Entry.of(true)
        : numbers(type, a, b, (x, y) -> x | y, (x, y) -> x);
  }

  static Entry xor(DType type, Entry a, Entry b) {
    return numbers(type, a, b, (x, y) -> x ^ y, (x, y) -> x);
  }

  static Entry equal(DType type, Entry a, Entry b) {
    if (a instanceof Entry.Extent && a.equals(b)) {
      return Entry.of(true);
    }
    if (isNegative(a) && b instanceof Entry.Extent || isNegative(b) && a instanceof Entry.Extent) {
      return Entry.of(false);
    }
    return test(a, b, comparison -> comparison == 0);
  }

  static Entry less(DType type, Entry a, Entry b) {
    if (isNegative(a) && b instanceof Entry.Extent) {
      return Entry.of(true);
    }
    if (a instanceof Entry.Extent && (isNegative(b) || isInt(b, 0))) {
      return Entry.of(false);
    }
    return test(a, b, comparison -> comparison < 0);
  }

  static Entry greater(DType type, Entry a, Entry b) {
    return less(type, b, a);
  }

  static Entry lessOrEqual(DType type, Entry a, Entry b) {
    return test(a, b, comparison -> comparison <= 0);
  }

  static Entry greaterOrEqual(DType type, Entry a, Entry b) {
    return test(a, b, comparison -> comparison >= 0);
  }

  private static Entry test(Entry a, Entry b, java.util.function.IntPredicate holds) {
    if (a instanceof Entry.Int(long x) && b instanceof Entry.Int(long y)) {
      return Entry.of(holds.test(Long.compare(x, y)));
    }
    if (a instanceof Entry.Real(double x) && b instanceof Entry.Real(double y)) {
      boolean ordered = !Double.isNaN(x) && !Double.isNaN(y);
      return Entry.of(ordered && holds.test(x == y ? 0 : x < y ? -1 : 1));
    }
    return Entry.UNKNOWN;
  }

  private static boolean isNegative(Entry entry) {
    return entry instanceof Entry.Int(long value) && value < 0;
  }

  static boolean isInt(Entry entry, long value) {
    return entry instanceof Entry.Int(long found) && found == value;
  }

  private static Entry numbers(
      DType type, Entry a, Entry b, BinaryOperator<Long> integers, BinaryOperator<Double> reals) {
    if (a instanceof Entry.Int(long x) && b instanceof Entry.Int(long y)) {
      return Entry.of(wrapped(type, integers.apply(x, y)));
    }
    if (a instanceof Entry.Real(double x) && b instanceof Entry.Real(double y)) {
      return real(type, reals.apply(x, y));
    }
    return Entry.UNKNOWN;
  }

  /** A double result of two floats, rounded to float, is the float result: 53 >= 2 · 24 + 2. */
  static Entry real(DType type, double value) {
    return new Entry.Real(type == DType.FLOAT ? (float) value : value);
  }

  /** Returns the integer as its type holds it. */
  static long wrapped(DType type, long value) {
    return switch (type) {
      case INT8 -> (byte) value;
      case INT16 -> (short) value;
      case INT32 -> (int) value;
      case UINT8 -> value & 0xff;
      case UINT16 -> value & 0xffff;
      case UINT32 -> value & 0xffff_ffffL;
      default -> value;
    };
  }
}
