package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** How two models are compared. */
@ApiPart
@SchemaCustomizer(value = Strings.class, input = "output=SHORT_TEXT")
public record EvaluationSettings(
    @JsonPropertyDescription("Output to compare; the model's first in floating point if absent.")
        @Nullable String output,
    @Default("None")
        @JsonPropertyDescription(
            "What of an output [n, positions, width] is compared: None all of it, Mean the mean"
                + " over the positions that attention_mask keeps, First the first position.")
        @Nullable Pooling pooling,
    @Default("32") @Min(1) @Max(65_536) @JsonPropertyDescription("Samples that run at once.")
        @Nullable Integer batchSize,
    @JsonPropertyDescription("How runs are timed for the latency metrics.")
        @Nullable Latency latency) {

  /** What of an output is compared. */
  public enum Pooling {
    @JsonProperty("None")
    NONE,
    @JsonProperty("Mean")
    MEAN,
    @JsonProperty("First")
    FIRST
  }

  /** How runs are timed: both models take turns in one process. */
  @ApiPart
  public record Latency(
      @Default("1") @Min(1) @Max(65_536) @JsonPropertyDescription("Samples in one run.")
          @Nullable Integer batchSize,
      @Default("200") @Min(1) @Max(1_000_000) @JsonPropertyDescription("Timed runs of each model.")
          @Nullable Integer runs,
      @Default("20")
          @Min(0)
          @Max(100_000)
          @JsonPropertyDescription("Runs of each model before the timed ones.")
          @Nullable Integer warmup) {}
}
