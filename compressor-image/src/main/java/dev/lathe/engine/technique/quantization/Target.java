package dev.lathe.engine.technique.quantization;

/** What a quantized model will run on, as far as that decides how it has to be quantized. */
public enum Target {
  /** ONNX Runtime on x86-64 without VNNI: sums of two u8·s8 products saturate at 16 bits. */
  X64_SATURATING,
  /** ONNX Runtime on x86-64 with VNNI: sums are kept in 32 bits. */
  X64_VNNI,
  /** ONNX Runtime on 64-bit ARM: sums are kept in 32 bits, signed activations are as fast. */
  ARM64,
  /** TensorRT: everything symmetric and signed, biases in float. */
  TENSOR_RT;

  /** Whether weights have to keep to 7 bits. */
  public boolean saturates() {
    return this == X64_SATURATING;
  }

  /** Whether activations are signed and symmetric unless asked otherwise. */
  public boolean prefersSignedActivations() {
    return switch (this) {
      case X64_SATURATING, X64_VNNI -> false;
      case ARM64, TENSOR_RT -> true;
    };
  }

  /** Whether a depthwise convolution is faster on integers than in floating point. */
  public boolean hasFastDepthwise() {
    return switch (this) {
      case X64_SATURATING, X64_VNNI -> false;
      case ARM64, TENSOR_RT -> true;
    };
  }
}
