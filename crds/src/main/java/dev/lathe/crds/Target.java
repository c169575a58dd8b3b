package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where the compressed model will serve. */
@ApiPart
@ValidationRule(
    value = "self.runtime != 'TensorRt' || self.instructionSet == 'Auto'",
    message = "TensorRt runs on GPUs: leave instructionSet at Auto.",
    fieldPath = ".instructionSet")
public record Target(
    @Default("OnnxRuntime") @JsonPropertyDescription("Program that runs the compressed model.")
        @Nullable Runtime runtime,
    @Default("Auto")
        @JsonPropertyDescription(
            "Instructions of the processors it runs on. The same INT8 model can be exact on one and"
                + " lose points on another: name the oldest that serves. Auto is the processor that"
                + " the job runs on.")
        @Nullable InstructionSet instructionSet) {

  /** A program that runs models. */
  public enum Runtime {
    @JsonProperty("OnnxRuntime")
    ONNX_RUNTIME,
    @JsonProperty("TensorRt")
    TENSOR_RT
  }

  /** Instructions that matter to INT8. */
  public enum InstructionSet {
    @JsonProperty("Auto")
    AUTO,
    @JsonProperty("Avx2")
    AVX2,
    @JsonProperty("Avx512")
    AVX512,
    @JsonProperty("Vnni")
    VNNI,
    @JsonProperty("Arm64")
    ARM64
  }
}
