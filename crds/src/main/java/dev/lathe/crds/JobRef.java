package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;

/** Names the child of an attempt. */
@ApiPart
@SchemaCustomizer(value = Strings.class, input = "name=STATUS_LINE uid=STATUS_LINE")
public record JobRef(
    @Required @JsonPropertyDescription("Name of the batch/v1 Job.") String name,
    @Required @JsonPropertyDescription("UID of the batch/v1 Job.") String uid) {}
