package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.ExactlyOne;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import org.jspecify.annotations.Nullable;

/** One step of a recipe: exactly one technique. */
@ApiPart
@SchemaCustomizer(
    value = ExactlyOne.class,
    input =
        "fineTune distill quantize | A recipe step names exactly one technique: set fineTune,"
            + " distill or quantize.")
public record RecipeStep(
    @JsonPropertyDescription("Trains the model on labelled data.") @Nullable FineTuneStep fineTune,
    @JsonPropertyDescription(
            "Trains the model, or a smaller one, to answer as the original does; needs no labels.")
        @Nullable DistillStep distill,
    @JsonPropertyDescription(
            "Stores weights, and computes, in 8-bit integers: about a quarter of the size, and"
                + " faster where the hardware has such instructions.")
        @Nullable QuantizeStep quantize) {}
