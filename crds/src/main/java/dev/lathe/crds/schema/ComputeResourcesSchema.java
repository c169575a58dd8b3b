package dev.lathe.crds.schema;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Schema of compute resources, without claims. */
@SchemaCustomizer(ResourceRules.class)
public record ComputeResourcesSchema(
    @Size(max = 16)
        @JsonPropertyDescription("What the node must have free, as in cpu: \"2\", memory: 2Gi.")
        @Nullable Map<String, Quantity> requests,
    @Size(max = 16)
        @JsonPropertyDescription(
            "What the pod may use at most. Extended resources such as nvidia.com/gpu are named"
                + " here.")
        @Nullable Map<String, Quantity> limits) {}
