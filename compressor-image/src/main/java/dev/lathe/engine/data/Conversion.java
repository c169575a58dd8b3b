package dev.lathe.engine.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Turns elements of an array into those a model declares. Floating point becomes floating point of
 * any width, rounded to nearest; integers and booleans become integers that hold every value of
 * theirs. Nothing else is converted: pixels fed to a network that wants real numbers are more often
 * a forgotten normalisation than a wish.
 */
final class Conversion implements Elements {
  private final NumpyType from;
  private final DType to;

  private Conversion(NumpyType from, DType to) {
    this.from = from;
    this.to = to;
  }

  /** Returns the conversion; empty where values could be lost, or mean something else. */
  static Optional<Conversion> between(NumpyType from, DType to) {
    boolean allowed =
        from.type() == to
            || (from.type().isFloatingPoint() && Reals.are(to))
            || (from.isInteger() && holdsEveryValue(from.type(), to));
    return allowed ? Optional.of(new Conversion(from, to)) : Optional.empty();
  }

  /** Returns the conversion of class numbers: any integers to INT64, UINT64 by its bits. */
  static Optional<Conversion> ofLabels(NumpyType from) {
    return from.isInteger() ? Optional.of(new Conversion(from, DType.INT64)) : Optional.empty();
  }

  /** Returns the conversion to the same type: at most the order of bytes changes. */
  static Conversion none(NumpyType from) {
    return new Conversion(from, from.type());
  }

  @Override
  public Tensor read(MemorySegment raw, Shape shape) {
    if (from.type() == to && from.isTensorOrder()) {
      return Tensor.of(to, shape, raw);
    }
    long count = shape.elementCount();
    MemorySegment converted =
        MemorySegment.ofArray(new byte[Math.toIntExact(to.sizeInBytes(count))]);
    for (long i = 0; i < count; i++) {
      if (Reals.are(to)) {
        Reals.put(to, converted, i, from.real(raw, i));
      } else {
        put(converted, i, from.integer(raw, i));
      }
    }
    return Tensor.of(to, shape, converted);
  }

  private void put(MemorySegment target, long i, long value) {
    switch (to.bits()) {
      case 8 -> target.set(JAVA_BYTE, i, (byte) value);
      case 16 -> target.set(JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN), i * 2, (short) value);
      case 32 -> target.set(JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN), i * 4, (int) value);
      default -> target.set(JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN), i * 8, value);
    }
  }

  private static boolean holdsEveryValue(DType from, DType to) {
    return switch (to) {
      case INT16, INT32, INT64 -> from == DType.BOOL || from.bits() < to.bits();
      case UINT16, UINT32, UINT64 ->
          from == DType.BOOL || (isUnsigned(from) && from.bits() < to.bits());
      case INT8, UINT8 -> from == DType.BOOL;
      default -> false;
    };
  }

  private static boolean isUnsigned(DType type) {
    return type == DType.UINT8 || type == DType.UINT16 || type == DType.UINT32;
  }
}
