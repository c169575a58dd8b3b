package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** A pod of a job that runs, or ran. */
@ApiPart
@SchemaCustomizer(
    value = Strings.class,
    input = "name=STATUS_LINE uid=STATUS_LINE startTime=TIME endTime=TIME")
public record JobPod(
    @Required @JsonPropertyDescription("Name of the pod.") String name,
    @Required @JsonPropertyDescription("UID of the pod.") String uid,
    @Required @JsonPropertyDescription("When its container started.") String startTime,
    @JsonPropertyDescription("When it ended; absent while it runs.") @Nullable String endTime) {}
