package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How the learning rate changes while a step trains. */
@ApiPart
@SchemaCustomizer(value = Strings.class, input = "warmup=PROPER_SHARE factor=INNER_SHARE")
@ValidationRule(
    value = "self.type != 'Step' || has(self.every)",
    message = "A schedule of type Step falls every so many epochs: set every.",
    fieldPath = ".every")
@ValidationRule(
    value = "self.type == 'Step' || !has(self.every) && !has(self.factor)",
    message = "every and factor are read by the type Step only: set it, or remove them.",
    fieldPath = ".type")
public record Schedule(
    @Default("Constant")
        @JsonPropertyDescription(
            "Constant stays; Linear and Cosine fall to 0 at the end; Step falls by factor every so"
                + " many epochs; OneCycle rises and falls once.")
        @Nullable Type type,
    @JsonPropertyDescription(
            "Share of the steps, from 0 to below 1, in which the learning rate rises to its full"
                + " value; if absent 0.3 for OneCycle, else 0.")
        @Nullable String warmup,
    @Min(1) @Max(100_000) @JsonPropertyDescription("Epochs between two falls, for the type Step.")
        @Nullable Integer every,
    @JsonPropertyDescription(
            "What remains of the learning rate after a fall, for the type Step, between 0 and 1; 0.1 if"
                + " absent.")
        @Nullable String factor) {

  /** A course. */
  public enum Type {
    @JsonProperty("Constant")
    CONSTANT,
    @JsonProperty("Linear")
    LINEAR,
    @JsonProperty("Cosine")
    COSINE,
    @JsonProperty("Step")
    STEP,
    @JsonProperty("OneCycle")
    ONE_CYCLE
  }
}
