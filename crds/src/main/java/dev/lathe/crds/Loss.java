package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far an output is from what the data says it should be. */
@ApiPart
@SchemaCustomizer(
    value = Strings.class,
    input = "output=SHORT_TEXT labelSmoothing=PROPER_SHARE classWeights[]=POSITIVE_DECIMAL")
@ValidationRule(
    value = "self.type == 'CrossEntropy' || !has(self.labelSmoothing) && !has(self.classWeights)",
    message =
        "labelSmoothing and classWeights are read by CrossEntropy only: set type to it, or remove"
            + " them.",
    fieldPath = ".type")
public record Loss(
    @Default("CrossEntropy")
        @JsonPropertyDescription(
            "CrossEntropy takes logits and one class a sample; BinaryCrossEntropy logits and yes or"
                + " no for each; MeanSquaredError and Cosine the values wanted; Ctc logits a"
                + " position and a sequence of classes.")
        @Nullable Type type,
    @JsonPropertyDescription(
            "Output that is compared; the model's first in floating point if absent.")
        @Nullable String output,
    @JsonPropertyDescription(
            "Share of certainty that is given to the other classes, from 0 to below 1; 0 if"
                + " absent.")
        @Nullable String labelSmoothing,
    @Size(min = 2, max = 1000)
        @JsonPropertyDescription("How much samples of each class count; 1 each if absent.")
        @Nullable List<String> classWeights) {

  /** A loss. */
  public enum Type {
    @JsonProperty("CrossEntropy")
    CROSS_ENTROPY,
    @JsonProperty("BinaryCrossEntropy")
    BINARY_CROSS_ENTROPY,
    @JsonProperty("MeanSquaredError")
    MEAN_SQUARED_ERROR,
    @JsonProperty("Cosine")
    COSINE,
    @JsonProperty("Ctc")
    CTC
  }
}
