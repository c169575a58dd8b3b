package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import dev.lathe.crds.schema.WebNeedsDigest;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** The model to compress. */
@ApiPart
@SchemaCustomizer(value = Strings.class, input = "uri=FETCH_URI path=INNER_PATH digest=DIGEST")
@SchemaCustomizer(WebNeedsDigest.class)
public record ModelSource(
    @Required
        @JsonPropertyDescription(
            "Where the model is: oci://host[:port]/repository:tag or @sha256:<digest> (oci+http://"
                + " without TLS), pvc://claim/path, http(s)://host/path, or, for `lathe run` only,"
                + " file:path relative to the manifest.")
        String uri,
    @JsonPropertyDescription(
            "The model's file inside a folder, or below /models of an image. May be left out where"
                + " there is only one .onnx file.")
        @Nullable String path,
    @JsonPropertyDescription(
            "SHA-256 of the ONNX file as sha256:<64 hexadecimal digits>, as `sha256sum` prints it;"
                + " checked before the file is parsed. Required for http and https.")
        @Nullable String digest,
    @JsonPropertyDescription("Secret with the credentials for the source.")
        @Nullable SecretRef secretRef) {}
