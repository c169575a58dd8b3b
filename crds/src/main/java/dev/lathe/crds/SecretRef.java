package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;

/** Names a secret of the job's namespace; it is mounted into the pod and never read by Lathe. */
@ApiPart
@SchemaCustomizer(value = Strings.class, input = "name=NAME")
public record SecretRef(
    @Required
        @JsonPropertyDescription(
            "Name of a Secret in the job's namespace. It holds .dockerconfigjson, or username and"
                + " password, or token; ca.crt beside or instead of them names whom to trust.")
        String name) {}
