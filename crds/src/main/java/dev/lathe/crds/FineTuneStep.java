package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** Training on labelled data. */
@ApiPart
public record FineTuneStep(
    @Default("{\"type\": \"CrossEntropy\"}") @JsonPropertyDescription("What training brings down.")
        @Nullable Loss loss,
    @Required @JsonPropertyDescription("How to train.") Training training) {}
