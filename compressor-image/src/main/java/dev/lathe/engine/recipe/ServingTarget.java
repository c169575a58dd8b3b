package dev.lathe.engine.recipe;

import dev.lathe.engine.recipe.grammar.Choices;
import dev.lathe.engine.runtime.Processor;
import dev.lathe.engine.technique.quantization.Target;

/** Where a result will serve, as manifests say it. */
public enum ServingTarget {
  /** ONNX Runtime on a processor like the one that the job runs on. */
  HERE,
  /** ONNX Runtime on x86-64 with AVX2 at most. */
  AVX2,
  /** ONNX Runtime on x86-64 with AVX-512 but no VNNI. */
  AVX512,
  /** ONNX Runtime on x86-64 with VNNI. */
  VNNI,
  /** ONNX Runtime on 64-bit ARM. */
  ARM64,
  /** TensorRT. */
  TENSOR_RT;

  static final Choices<ServingTarget> INSTRUCTION_SETS =
      Choices.of("Auto", HERE)
          .or("Avx2", AVX2)
          .or("Avx512", AVX512)
          .or("Vnni", VNNI)
          .or("Arm64", ARM64);

  /**
   * Returns what that means for quantization.
   *
   * @param here the processor that the job runs on
   */
  public Target resolve(Processor here) {
    return switch (this) {
      case AVX2, AVX512 -> Target.X64_SATURATING;
      case VNNI -> Target.X64_VNNI;
      case ARM64 -> Target.ARM64;
      case TENSOR_RT -> Target.TENSOR_RT;
      case HERE ->
          switch (here.instructionSet()) {
            case X64, AVX2, AVX512 -> Target.X64_SATURATING;
            case VNNI -> Target.X64_VNNI;
            case ARM64 -> Target.ARM64;
            // What saturates nowhere and needs no signed activations runs anywhere.
            case OTHER -> Target.X64_SATURATING;
          };
    };
  }
}
