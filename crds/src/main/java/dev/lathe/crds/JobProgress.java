package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** How far an attempt is: display only, nothing is decided on it. */
@ApiPart
@SchemaCustomizer(
    value = Strings.class,
    input =
        "stage=STATUS_LINE message=STATUS_TEXT lastUpdateTime=TIME display=STATUS_LINE pod=STATUS_LINE")
public record JobProgress(
    @Min(0)
        @Max(100)
        @JsonPropertyDescription(
            "Percent done. It falls back only where another pod goes on with the attempt; the"
                + " message says so then.")
        @Nullable Integer percent,
    @JsonPropertyDescription(
            "What is being done: Fetch, Verify, Prepare, Calibrate, Train, Quantize, Evaluate or"
                + " Publish.")
        @Nullable String stage,
    @JsonPropertyDescription("More about the stage.") @Nullable String message,
    @Min(0) @JsonPropertyDescription("Seconds that the attempt expects to go on.")
        @Nullable Long estimatedRemainingSeconds,
    @JsonPropertyDescription("When the attempt said so.") @Nullable String lastUpdateTime,
    @JsonPropertyDescription("Percent and stage, for the column Progress.")
        @Nullable String display,
    @JsonPropertyDescription("More about the stage Train.") @Nullable TrainingStatus training,
    @JsonPropertyDescription("The pod that said so.") @Nullable String pod) {}
