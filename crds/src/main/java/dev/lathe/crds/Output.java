package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** Where the result goes. */
@ApiPart
@SchemaCustomizer(value = Strings.class, input = "uri=PUBLISH_URI")
public record Output(
    @Required
        @JsonPropertyDescription(
            "oci://host[:port]/repository:tag publishes an image with the model under /models (oci+"
                + "http:// without TLS); pvc://claim/path and, for `lathe run` only, file:path"
                + " write a folder. The digest of what was published is in status.artifact.")
        String uri,
    @JsonPropertyDescription("Secret with the credentials to publish.")
        @Nullable SecretRef secretRef) {}
