package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Quantization to integers, after training or with training that knows of it. */
@ApiPart
@SchemaCustomizer(value = Strings.class, input = "operators[]=SHORT_TEXT exclude[]=GLOB")
@ValidationRule(
    value = "self.mode == 'Static' || !has(self.calibration)",
    message =
        "Dynamic quantization measures ranges while the model serves: remove calibration, or set"
            + " mode to Static.",
    fieldPath = ".calibration")
@ValidationRule(
    value = "self.mode == 'Static' || !has(self.aware) || !self.aware",
    message =
        "Quantization-aware training rounds with ranges that are known: set mode to Static, or"
            + " remove aware.",
    fieldPath = ".aware")
@ValidationRule(
    value = "!has(self.aware) || !self.aware || has(self.training)",
    message = "Quantization-aware training has to be told how to train: set training.",
    fieldPath = ".training")
@ValidationRule(
    value =
        "!has(self.training) || !has(self.training.precision) ||"
            + " self.training.precision != 'BFloat16'",
    message =
        "Quantization-aware training is done in Float32, since BFloat16 rounds more coarsely than"
            + " the integers do: remove precision, or set it to Float32.",
    fieldPath = ".training")
@ValidationRule(
    value = "has(self.aware) && self.aware || !has(self.training) && !has(self.awareness)",
    message =
        "training and awareness are for quantization-aware training: set aware to true, or remove"
            + " them.",
    fieldPath = ".aware")
@ValidationRule(
    value =
        "self.mode == 'Static' || !has(self.weights) || !has(self.weights.bits) ||"
            + " self.weights.bits == 8",
    message = "Weights of 4 bits are for mode Static: set it, or bits to 8.",
    fieldPath = ".weights")
public record QuantizeStep(
    @Required
        @JsonPropertyDescription(
            "Dynamic measures the ranges of activations while serving and needs no data; Static"
                + " learns them from data.calibration, which serves faster where operators fuse.")
        Mode mode,
    @JsonPropertyDescription("How weights are rounded.") @Nullable Weights weights,
    @Default("Auto")
        @JsonPropertyDescription(
            "Type of activations. Auto takes what the target computes fastest: UInt8 on x64, Int8"
                + " on Arm64 and TensorRt.")
        @Nullable Activations activations,
    @Default("Auto")
        @JsonPropertyDescription(
            "Whether outlying channels of an activation are scaled down and the weights behind it"
                + " scaled up, which leaves the function as it is. Auto does so where there is"
                + " data.calibration and it helps.")
        @Nullable Choice smoothing,
    @JsonPropertyDescription("How ranges of activations are learnt; for mode Static.")
        @Nullable Calibration calibration,
    @Size(min = 1, max = 64)
        @JsonPropertyDescription(
            "Operators to quantize, by their ONNX names such as Conv or MatMul. If absent: all that"
                + " gain by it.")
        @Nullable List<String> operators,
    @Size(max = 128)
        @JsonPropertyDescription(
            "Nodes to leave as they are, by name; * stands for any characters and ? for one, as in"
                + " /head/*.")
        @Nullable List<String> exclude,
    @Default("Auto")
        @JsonPropertyDescription(
            "For mode Static: whether layers that gain little from integers or lose much stay in"
                + " floating point. Auto keeps depthwise convolutions where the target runs them no"
                + " faster, and small convolutions to which the output is most sensitive on"
                + " data.calibration. Never keeps none of them, Always does not ask for the target.")
        @Nullable Choice keepFloat,
    @Default("false")
        @JsonPropertyDescription(
            "Whether to train after ranges are learnt, rounding all the while as the quantized model"
                + " will: for models that lose too much otherwise. For mode Static; needs"
                + " data.training.")
        @Nullable Boolean aware,
    @JsonPropertyDescription("What such training learns, and from what.")
        @Nullable Awareness awareness,
    @JsonPropertyDescription("How to train, where aware is true.") @Nullable Training training) {

  /** When ranges of activations are measured. */
  public enum Mode {
    @JsonProperty("Dynamic")
    DYNAMIC,
    @JsonProperty("Static")
    STATIC
  }

  /** Integer type of activations. */
  public enum Activations {
    @JsonProperty("Auto")
    AUTO,
    @JsonProperty("UInt8")
    UINT8,
    @JsonProperty("Int8")
    INT8
  }

  /** How weights are rounded. */
  @ApiPart
  @ValidationRule(
      value = "!has(self.bits) || self.bits in [4, 8]",
      message = "Weights have 8 bits or 4: set bits to one of them.",
      fieldPath = ".bits")
  public record Weights(
      @Default("PerChannel")
          @JsonPropertyDescription(
              "Whether each output channel has a scale of its own, which is more exact, or the"
                  + " whole tensor has one.")
          @Nullable Granularity granularity,
      @Default("Auto")
          @JsonPropertyDescription(
              "Full uses all 8 bits. Reduced uses 7, since processors without VNNI overflow"
                  + " otherwise. Auto is Reduced where the target lacks VNNI.")
          @Nullable Range range,
      @Default("Auto")
          @JsonPropertyDescription(
              "Nearest rounds each weight by itself; Compensated lets later weights of a layer make"
                  + " up for the error of earlier ones on data.calibration. Auto is Compensated"
                  + " in mode Dynamic where there is such data.")
          @Nullable Rounding rounding,
      @Default("Auto")
          @JsonPropertyDescription(
              "Whether the mean error of a layer on data.calibration is taken out of its bias. Auto"
                  + " does so where there is such data and it helps.")
          @Nullable Choice biasCorrection,
      @Default("8")
          @Min(4)
          @Max(8)
          @JsonPropertyDescription(
              "Bits of a weight: 8, or 4, which mostly wants aware. Activations have 8.")
          @Nullable Integer bits) {}

  /** How a weight picks one of the two integers next to it. */
  public enum Rounding {
    @JsonProperty("Auto")
    AUTO,
    @JsonProperty("Nearest")
    NEAREST,
    @JsonProperty("Compensated")
    COMPENSATED
  }

  /** Whether something optional is done. Never On and Off, which YAML takes for booleans. */
  public enum Choice {
    @JsonProperty("Auto")
    AUTO,
    @JsonProperty("Always")
    ALWAYS,
    @JsonProperty("Never")
    NEVER
  }

  /** What shares a scale. */
  public enum Granularity {
    @JsonProperty("PerChannel")
    PER_CHANNEL,
    @JsonProperty("PerTensor")
    PER_TENSOR
  }

  /** How much of the 8 bits is used. */
  public enum Range {
    @JsonProperty("Auto")
    AUTO,
    @JsonProperty("Full")
    FULL,
    @JsonProperty("Reduced")
    REDUCED
  }

  /** How ranges of activations are learnt. */
  @ApiPart
  @SchemaCustomizer(value = Strings.class, input = "percentile=PERCENTILE")
  @ValidationRule(
      value = "self.method == 'Percentile' || !has(self.percentile)",
      message = "percentile is read by the method Percentile only: set it, or remove percentile.",
      fieldPath = ".percentile")
  public record Calibration(
      @Default("MinMax")
          @JsonPropertyDescription(
              "MinMax keeps the extremes that were seen; Percentile cuts rare ones off; Entropy"
                  + " takes the range whose rounded distribution is nearest to the real one.")
          @Nullable Method method,
      @JsonPropertyDescription(
              "Share of values to keep inside the range, in percent above 50; 99.999 if absent. For the"
                  + " method Percentile.")
          @Nullable String percentile) {}

  /** A way to learn ranges. */
  public enum Method {
    @JsonProperty("MinMax")
    MIN_MAX,
    @JsonProperty("Percentile")
    PERCENTILE,
    @JsonProperty("Entropy")
    ENTROPY
  }
}
