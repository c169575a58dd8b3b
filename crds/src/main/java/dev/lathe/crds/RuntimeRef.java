package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;

/** Names the runtime of a job. */
@ApiPart
@SchemaCustomizer(value = Strings.class, input = "name=NAME")
public record RuntimeRef(
    @Required @JsonPropertyDescription("Name of the ClusterCompressionRuntime.") String name) {}
