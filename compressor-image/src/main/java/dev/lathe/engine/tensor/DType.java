package dev.lathe.engine.tensor;

/** An ONNX element type: its number in {@code TensorProto.DataType} and its width in bits. */
public enum DType {
  FLOAT(1, 32),
  UINT8(2, 8),
  INT8(3, 8),
  UINT16(4, 16),
  INT16(5, 16),
  INT32(6, 32),
  INT64(7, 64),
  /** Variable width: elements are byte strings, held outside the tensor's flat storage. */
  STRING(8, 0),
  BOOL(9, 8),
  FLOAT16(10, 16),
  DOUBLE(11, 64),
  UINT32(12, 32),
  UINT64(13, 64),
  COMPLEX64(14, 64),
  COMPLEX128(15, 128),
  BFLOAT16(16, 16),
  FLOAT8E4M3FN(17, 8),
  FLOAT8E4M3FNUZ(18, 8),
  FLOAT8E5M2(19, 8),
  FLOAT8E5M2FNUZ(20, 8),
  /** Two elements a byte, the first in the low nibble. */
  UINT4(21, 4),
  /** Two elements a byte, the first in the low nibble. */
  INT4(22, 4),
  FLOAT4E2M1(23, 4),
  FLOAT8E8M0(24, 8),
  UINT2(25, 2),
  INT2(26, 2),
  /** Four elements in three bytes, a stream of bits that starts at the lowest of the first byte. */
  FLOAT6E2M3(27, 6),
  /** Four elements in three bytes, as {@link #FLOAT6E2M3}. */
  FLOAT6E3M2(28, 6);

  private final int onnxCode;
  private final int bits;

  DType(int onnxCode, int bits) {
    this.onnxCode = onnxCode;
    this.bits = bits;
  }

  /**
   * Returns the type that {@code TensorProto.DataType} numbers {@code code}.
   *
   * @throws IllegalArgumentException if ONNX defines no such type, or only {@code UNDEFINED}
   */
  public static DType ofOnnxCode(int code) {
    if (code < 1 || code > values().length) {
      throw new IllegalArgumentException("unknown ONNX element type " + code);
    }
    return values()[code - 1];
  }

  /** Returns the number of this type in {@code TensorProto.DataType}. */
  public int onnxCode() {
    return onnxCode;
  }

  /** Returns the width of one element in bits; 0 for {@link #STRING}. */
  public int bits() {
    return bits;
  }

  /** Returns the bytes that {@code elements} elements take when packed, the last byte padded. */
  public long sizeInBytes(long elements) {
    return Math.ceilDiv(Math.multiplyExact(elements, (long) bits), 8L);
  }

  /** Whether elements are real numbers of 16 bits. */
  public boolean isHalf() {
    return this == FLOAT16 || this == BFLOAT16;
  }

  /** Whether elements are real numbers in binary floating point, of any width. */
  public boolean isFloatingPoint() {
    return switch (this) {
      case FLOAT,
          DOUBLE,
          FLOAT16,
          BFLOAT16,
          FLOAT8E4M3FN,
          FLOAT8E4M3FNUZ,
          FLOAT8E5M2,
          FLOAT8E5M2FNUZ,
          FLOAT4E2M1,
          FLOAT6E2M3,
          FLOAT6E3M2,
          FLOAT8E8M0 ->
          true;
      case UINT8,
          INT8,
          UINT16,
          INT16,
          INT32,
          INT64,
          STRING,
          BOOL,
          UINT32,
          UINT64,
          COMPLEX64,
          COMPLEX128,
          UINT4,
          INT4,
          UINT2,
          INT2 ->
          false;
    };
  }
}
