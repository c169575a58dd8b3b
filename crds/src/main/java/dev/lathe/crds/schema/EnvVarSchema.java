package dev.lathe.crds.schema;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** Schema of a variable with a plain value: nothing can be read from other objects by it. */
@SchemaCustomizer(value = Strings.class, input = "name=ENVIRONMENT_NAME value=ENVIRONMENT_VALUE")
public record EnvVarSchema(
    @Required @JsonPropertyDescription("Name of the variable.") String name,
    @JsonPropertyDescription("Value of the variable; empty if absent.") @Nullable String value) {}
