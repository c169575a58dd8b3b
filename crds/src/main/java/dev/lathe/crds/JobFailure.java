package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import org.jspecify.annotations.Nullable;

/** Why a job, or an attempt, failed. */
@ApiPart
@SchemaCustomizer(
    value = Strings.class,
    input =
        "reason=STATUS_LINE message=STATUS_TEXT stage=STATUS_LINE podName=STATUS_LINE"
            + " logTail=LOG_TAIL")
public record JobFailure(
    @JsonPropertyDescription("Why, in a word: the reason of the condition.")
        @Nullable String reason,
    @JsonPropertyDescription("Exit code of the engine, where it ended by itself.")
        @Nullable Integer exitCode,
    @JsonPropertyDescription("What was expected, what was found, where, and what to do about it.")
        @Nullable String message,
    @JsonPropertyDescription("What was being done.") @Nullable String stage,
    @JsonPropertyDescription("Pod of the attempt.") @Nullable String podName,
    @JsonPropertyDescription("Whether another attempt may succeed.") @Nullable Boolean retryable,
    @JsonPropertyDescription("Last lines of the pod's log, where it left no message.")
        @Nullable String logTail) {}
