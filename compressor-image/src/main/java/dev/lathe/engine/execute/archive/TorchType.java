package dev.lathe.engine.execute.archive;

import dev.lathe.engine.tensor.DType;

/**
 * An element type of PyTorch's.
 *
 * <p>It has no arithmetic for unsigned integers beyond 8 bits, for integers of less, and for floats
 * of 8 bits or less: those are carried in the next wider type it can work on.
 */
public enum TorchType {
  UINT8(0, "ByteStorage", 1),
  INT8(1, "CharStorage", 1),
  INT16(2, "ShortStorage", 2),
  INT32(3, "IntStorage", 4),
  INT64(4, "LongStorage", 8),
  FLOAT16(5, "HalfStorage", 2),
  FLOAT(6, "FloatStorage", 4),
  DOUBLE(7, "DoubleStorage", 8),
  COMPLEX64(9, "ComplexFloatStorage", 8),
  COMPLEX128(10, "ComplexDoubleStorage", 16),
  BOOL(11, "BoolStorage", 1),
  BFLOAT16(15, "BFloat16Storage", 2);

  private final int code;
  private final String storage;
  private final int bytes;

  TorchType(int code, String storage, int bytes) {
    this.code = code;
    this.storage = storage;
    this.bytes = bytes;
  }

  /** Returns the type that carries an ONNX type's elements; strings have none. */
  public static TorchType carrying(DType type) {
    return switch (type) {
      case FLOAT -> FLOAT;
      case DOUBLE -> DOUBLE;
      case FLOAT16 -> FLOAT16;
      case BFLOAT16 -> BFLOAT16;
      case FLOAT8E4M3FN,
          FLOAT8E4M3FNUZ,
          FLOAT8E5M2,
          FLOAT8E5M2FNUZ,
          FLOAT4E2M1,
          FLOAT8E8M0,
          FLOAT6E2M3,
          FLOAT6E3M2 ->
          FLOAT;
      case BOOL -> BOOL;
      case INT8, INT4, INT2 -> INT8;
      case UINT8, UINT4, UINT2 -> UINT8;
      case INT16 -> INT16;
      case INT32, UINT16 -> INT32;
      case INT64, UINT32, UINT64 -> INT64;
      case COMPLEX64 -> COMPLEX64;
      case COMPLEX128 -> COMPLEX128;
      case STRING -> throw new IllegalArgumentException("strings are not carried");
    };
  }

  /** Returns its number among {@code c10::ScalarType}, as TorchScript spells a type. */
  public int code() {
    return code;
  }

  /** Returns the width of an element in bytes. */
  public int bytes() {
    return bytes;
  }

  String storage() {
    return storage;
  }
}
