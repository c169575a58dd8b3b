package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** What a gate decided. */
@ApiPart
@SchemaCustomizer(
    value = Strings.class,
    input =
        "name=STATUS_LINE metric=STATUS_LINE value=STATUS_LINE baseline=STATUS_LINE"
            + " bound=STATUS_LINE threshold=STATUS_LINE message=STATUS_TEXT")
public record GateStatus(
    @Required @JsonPropertyDescription("Name of the gate.") String name,
    @JsonPropertyDescription("What was measured.") @Nullable String metric,
    @Required
        @JsonPropertyDescription(
            "Passed and Failed are sure at the gate's level; Inconclusive means that the data do"
                + " not suffice to tell, and is no pass.")
        Outcome outcome,
    @JsonPropertyDescription("Value of the compressed model, as a decimal string.")
        @Nullable String value,
    @JsonPropertyDescription("Value of the original.") @Nullable String baseline,
    @JsonPropertyDescription(
            "How bad the value may really be, or how good where the gate failed, at the gate's"
                + " level of confidence.")
        @Nullable String bound,
    @JsonPropertyDescription("The threshold, as in maxDrop 0.01.") @Nullable String threshold,
    @Min(0) @JsonPropertyDescription("Samples, or timed runs, that were compared.")
        @Nullable Long samples,
    @JsonPropertyDescription("The verdict as a sentence.") @Nullable String message) {

  /** A verdict. */
  public enum Outcome {
    @JsonProperty("Passed")
    PASSED,
    @JsonProperty("Failed")
    FAILED,
    @JsonProperty("Inconclusive")
    INCONCLUSIVE
  }
}
