package dev.lathe.engine.onnx;

/** How a protobuf field is laid out: the low three bits of its tag. */
enum WireType {
  VARINT,
  FIXED64,
  BYTES,
  GROUP_START,
  GROUP_END,
  FIXED32;

  private static final WireType[] BY_CODE = values();

  /** Whether a wire type has that code. */
  static boolean exists(int code) {
    return code < BY_CODE.length;
  }

  static WireType of(int code) {
    return BY_CODE[code];
  }

  int code() {
    return ordinal();
  }
}
