package dev.lathe.engine.onnx;

import dev.lathe.engine.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The elements of a tensor that a file lists by number instead of as raw bytes. */
final class TypedElements {
  static final int FLOAT_DATA = 4;
  static final int INT32_DATA = 5;
  static final int INT64_DATA = 7;
  static final int DOUBLE_DATA = 10;
  static final int UINT64_DATA = 11;

  private long[] bits = new long[16];
  private int count;
  private int field;

  /** Takes the elements of the field the reader is at. */
  void read(ProtoReader reader) {
    field = reader.field();
    switch (field) {
      case FLOAT_DATA -> reader.floats(value -> add(Float.floatToRawIntBits((float) value)));
      case DOUBLE_DATA -> reader.doubles(value -> add(Double.doubleToRawLongBits(value)));
      default -> reader.integers(this::add);
    }
  }

  private void add(long element) {
    if (count == bits.length) {
      bits = java.util.Arrays.copyOf(bits, count * 2);
    }
    bits[count++] = element;
  }

  /**
   * Returns the elements as little-endian bytes.
   *
   * @param size in bytes that the tensor's type and shape ask for
   * @throws IllegalArgumentException if the elements are too few or too many, or of a field that
   *     such a tensor does not use
   */
  MemorySegment toSegment(DType type, long size) {
    int width = width(type);
    if (size != (long) count * width) {
      throw new IllegalArgumentException(
          "%d bytes of elements expected, found %d".formatted(size, (long) count * width));
    }
    ByteBuffer out =
        ByteBuffer.allocate(Math.multiplyExact(count, width)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      switch (width) {
        case 1 -> out.put((byte) bits[i]);
        case 2 -> out.putShort((short) bits[i]);
        case 4 -> out.putInt((int) bits[i]);
        default -> out.putLong(bits[i]);
      }
    }
    return MemorySegment.ofArray(out.array());
  }

  /** Returns the bytes one listed element stands for; narrow types are listed a byte at a time. */
  private int width(DType type) {
    if (count == 0) {
      return 1;
    }
    int width =
        switch (type) {
          case FLOAT, COMPLEX64, INT32, UINT32 -> 4;
          case DOUBLE, COMPLEX128, INT64, UINT64 -> 8;
          case UINT16, INT16, FLOAT16, BFLOAT16 -> 2;
          case UINT8,
              INT8,
              BOOL,
              FLOAT8E4M3FN,
              FLOAT8E4M3FNUZ,
              FLOAT8E5M2,
              FLOAT8E5M2FNUZ,
              FLOAT8E8M0,
              UINT4,
              INT4,
              FLOAT4E2M1,
              UINT2,
              INT2 ->
              1;
          case STRING -> throw new IllegalArgumentException("strings are not listed as numbers");
        };
    int expected =
        switch (type) {
          case FLOAT, COMPLEX64 -> FLOAT_DATA;
          case DOUBLE, COMPLEX128 -> DOUBLE_DATA;
          case INT64 -> INT64_DATA;
          case UINT32, UINT64 -> UINT64_DATA;
          default -> INT32_DATA;
        };
    if (field != expected) {
      throw new IllegalArgumentException(
          "elements of %s stand in field %d, found field %d".formatted(type, expected, field));
    }
    return width;
  }
}
