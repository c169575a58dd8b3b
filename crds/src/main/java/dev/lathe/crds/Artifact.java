package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** What was published. */
@ApiPart
@SchemaCustomizer(
    value = Strings.class,
    input = "uri=STATUS_TEXT digest=STATUS_LINE modelDigest=STATUS_LINE")
public record Artifact(
    @JsonPropertyDescription("Where it is, pinned by digest.") @Nullable String uri,
    @JsonPropertyDescription(
            "Digest of the whole: of the image's manifest, or of SHA256SUMS in a folder.")
        @Nullable String digest,
    @JsonPropertyDescription("Digest of the compressed ONNX file.") @Nullable String modelDigest,
    @Min(0) @JsonPropertyDescription("Bytes of all published files.") @Nullable Long sizeBytes) {}
