package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** IDX files: pixels become {@code (pixel / 255 - mean) / std}. */
@ApiPart
@SchemaCustomizer(
    value = Strings.class,
    input =
        "input=SHORT_TEXT images=INNER_PATH labels=INNER_PATH mean=DECIMAL std=POSITIVE_DECIMAL")
public record IdxFormat(
    @Required @JsonPropertyDescription("Name of the model's input.") String input,
    @Required @JsonPropertyDescription("File of the pictures inside the folder, .gz or not.")
        String images,
    @JsonPropertyDescription("File of the labels inside the folder, .gz or not.")
        @Nullable String labels,
    @JsonPropertyDescription("Subtracted from pixels scaled to [0, 1]; 0 if absent.")
        @Nullable String mean,
    @JsonPropertyDescription("Pixels are divided by it after that; 1 if absent.")
        @Nullable String std) {}
