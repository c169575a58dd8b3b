package dev.lathe.engine.runtime;

/** What the processor offers to integer arithmetic: the same INT8 file loses accuracy on some. */
public enum InstructionSet {
  /** An x86-64 processor without AVX2. */
  X64,
  /** AVX2: sums of two products of 8-bit numbers saturate at 16 bits. */
  AVX2,
  /** AVX-512 without VNNI: saturates as AVX2 does. */
  AVX512,
  /** VNNI, of AVX-512 or of AVX: products of 8-bit numbers are summed in 32 bits. */
  VNNI,
  /** 64-bit ARM: does not saturate. */
  ARM64,
  /** Any other processor. */
  OTHER;

  /**
   * Whether sums of unsigned times signed 8-bit products saturate, so that weights have to keep to
   * 7 bits.
   */
  public boolean saturates() {
    return switch (this) {
      case X64, AVX2, AVX512 -> true;
      case VNNI, ARM64, OTHER -> false;
    };
  }
}
