package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** Where training is kept, so that it can go on after an interruption. */
@ApiPart
@SchemaCustomizer(value = Strings.class, input = "uri=CHECKPOINT_URI")
public record Checkpoint(
    @Required
        @JsonPropertyDescription(
            "Folder for the checkpoints: pvc://claim/path, or, for `lathe run` only, file:path"
                + " relative to the manifest. Of one job alone: another one's checkpoints are"
                + " refused.")
        String uri,
    @Default("300")
        @Min(1)
        @Max(86_400)
        @JsonPropertyDescription(
            "Seconds between two checkpoints; one more is written when the pod is told to stop.")
        @Nullable Integer intervalSeconds) {}
