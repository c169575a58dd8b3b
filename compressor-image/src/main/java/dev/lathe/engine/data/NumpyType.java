package dev.lathe.engine.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.lathe.engine.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;

/** How the elements of an array lie in a file. */
record NumpyType(DType type, ByteOrder order) {
  private static final Map<String, DType> TYPES =
      Map.ofEntries(
          Map.entry("f2", DType.FLOAT16),
          Map.entry("f4", DType.FLOAT),
          Map.entry("f8", DType.DOUBLE),
          Map.entry("i1", DType.INT8),
          Map.entry("i2", DType.INT16),
          Map.entry("i4", DType.INT32),
          Map.entry("i8", DType.INT64),
          Map.entry("u1", DType.UINT8),
          Map.entry("u2", DType.UINT16),
          Map.entry("u4", DType.UINT32),
          Map.entry("u8", DType.UINT64),
          Map.entry("b1", DType.BOOL));

  /** Reads NumPy's {@code descr}, as in {@code <f4}; empty for texts, objects and structures. */
  static Optional<NumpyType> parse(String descr) {
    if (descr.isEmpty()) {
      return Optional.empty();
    }
    boolean marked = "<>=|".indexOf(descr.charAt(0)) >= 0;
    ByteOrder order = descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return Optional.ofNullable(TYPES.get(marked ? descr.substring(1) : descr))
        .map(type -> new NumpyType(type, order));
  }

  int bytes() {
    return type.bits() / 8;
  }

  boolean isInteger() {
    return switch (type) {
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, BOOL -> true;
      default -> false;
    };
  }

  /** Whether the bytes are those of a tensor of the same type. */
  boolean isTensorOrder() {
    return order == ByteOrder.LITTLE_ENDIAN || bytes() == 1;
  }

  /** Returns an element of an integer type; of UINT64 its bits. */
  long integer(MemorySegment raw, long index) {
    long at = index * bytes();
    return switch (type) {
      case INT8 -> raw.get(JAVA_BYTE, at);
      case UINT8, BOOL -> Byte.toUnsignedLong(raw.get(JAVA_BYTE, at));
      case INT16 -> raw.get(JAVA_SHORT_UNALIGNED.withOrder(order), at);
      case UINT16 -> Short.toUnsignedLong(raw.get(JAVA_SHORT_UNALIGNED.withOrder(order), at));
      case INT32 -> raw.get(JAVA_INT_UNALIGNED.withOrder(order), at);
      case UINT32 -> Integer.toUnsignedLong(raw.get(JAVA_INT_UNALIGNED.withOrder(order), at));
      case INT64, UINT64 -> raw.get(JAVA_LONG_UNALIGNED.withOrder(order), at);
      default -> throw new IllegalStateException(type + " is no integer type");
    };
  }

  /** Returns an element of a floating-point type. */
  double real(MemorySegment raw, long index) {
    long at = index * bytes();
    return switch (type) {
      case FLOAT16 -> Float.float16ToFloat(raw.get(JAVA_SHORT_UNALIGNED.withOrder(order), at));
      case FLOAT -> raw.get(JAVA_FLOAT_UNALIGNED.withOrder(order), at);
      case DOUBLE -> raw.get(JAVA_DOUBLE_UNALIGNED.withOrder(order), at);
      default -> throw new IllegalStateException(type + " is no floating-point type");
    };
  }
}
