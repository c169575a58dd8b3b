package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** Sizes of the models, external data included. */
@ApiPart
@SchemaCustomizer(value = Strings.class, input = "ratio=STATUS_LINE")
public record ModelSizes(
    @Min(0) @JsonPropertyDescription("Bytes of the original.") @Nullable Long originalBytes,
    @Min(0) @JsonPropertyDescription("Bytes of the compressed model.")
        @Nullable Long compressedBytes,
    @JsonPropertyDescription("How many times smaller it is, as in 3.9x.") @Nullable String ratio) {}
