package dev.lathe.crds.schema;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** Schema of a condition, which Kubernetes' own type leaves without descriptions and bounds. */
@SchemaCustomizer(
    value = Strings.class,
    input =
        "type=CONDITION_WORD reason=CONDITION_WORD message=CONDITION_MESSAGE"
            + " lastTransitionTime=TIME")
public record ConditionSchema(
    @Required @JsonPropertyDescription("What the condition speaks of.") String type,
    @Required @JsonPropertyDescription("Whether it holds.") Status status,
    @JsonPropertyDescription("Generation of the spec that it was decided on.")
        @Nullable Long observedGeneration,
    @Required @JsonPropertyDescription("When it last began or ceased to hold.")
        String lastTransitionTime,
    @Required @JsonPropertyDescription("Why, in a word; docs/api.md says what to do about each.")
        String reason,
    @Required @JsonPropertyDescription("Why, as a sentence.") String message) {

  /** Whether a condition holds. */
  public enum Status {
    True,
    False,
    Unknown
  }
}
