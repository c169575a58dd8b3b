package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** How far training is: display only, nothing is decided on it. */
@ApiPart
@SchemaCustomizer(
    value = Strings.class,
    input = "loss=STATUS_NUMBER learningRate=STATUS_NUMBER samplesPerSecond=STATUS_NUMBER")
public record TrainingStatus(
    @Min(0) @JsonPropertyDescription("Epoch that is being trained, from 1.")
        @Nullable Integer epoch,
    @Min(0) @JsonPropertyDescription("Epochs that there will be at most.") @Nullable Integer epochs,
    @Min(0) @JsonPropertyDescription("Steps that are done.") @Nullable Long step,
    @Min(0) @JsonPropertyDescription("Steps that there will be at most.") @Nullable Long steps,
    @JsonPropertyDescription("Loss of the newest step.") @Nullable String loss,
    @JsonPropertyDescription("Learning rate of the newest step.") @Nullable String learningRate,
    @JsonPropertyDescription("Samples trained on a second.") @Nullable String samplesPerSecond) {}
