package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What quantization-aware training learns, and from what. */
@ApiPart
@SchemaCustomizer(value = Strings.class, input = "freezeRangesAt=SHARE")
@ValidationRule(
    value = "!has(self.distill) || !has(self.loss)",
    message = "Training brings one thing down: set distill or loss, not both.")
public record Awareness(
    @Default("Auto")
        @JsonPropertyDescription(
            "Learned trains scales with the weights; Moving follows the ranges that are seen. Auto"
                + " is Learned, but that weights of 8 bits keep to scales that cover them, which"
                + " takes less time.")
        @Nullable Scales scales,
    @Default("0.75")
        @JsonPropertyDescription(
            "Share of the steps, from 0 to 1, after which scales and statistics stay as they are.")
        @Nullable String freezeRangesAt,
    @JsonPropertyDescription(
            "Learn to answer as the model did before it was quantized, which needs no labels.")
        @Nullable FromSource distill,
    @JsonPropertyDescription("Learn from labels; so, with CrossEntropy, if neither is set.")
        @Nullable Loss loss) {

  /** How scales are found. */
  public enum Scales {
    @JsonProperty("Auto")
    AUTO,
    @JsonProperty("Learned")
    LEARNED,
    @JsonProperty("Moving")
    MOVING
  }

  /** Distillation from the model as it was. */
  @ApiPart
  @SchemaCustomizer(value = Strings.class, input = "temperature=POSITIVE_DECIMAL softWeight=SHARE")
  public record FromSource(
      @Default("4")
          @JsonPropertyDescription("What logits of both are divided by before they are compared.")
          @Nullable String temperature,
      @JsonPropertyDescription(
              "Share of the loss, from 0 to 1, that the model as it was has; the rest is"
                  + " cross-entropy with the labels. If absent 0.7 where data.training has labels,"
                  + " else 1.")
          @Nullable String softWeight) {}
}
