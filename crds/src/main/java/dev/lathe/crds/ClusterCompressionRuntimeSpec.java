package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.ComputeResourcesSchema;
import dev.lathe.crds.schema.EnvVarSchema;
import dev.lathe.crds.schema.ListMap;
import dev.lathe.crds.schema.Strings;
import dev.lathe.crds.schema.TolerationSchema;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What pods of a {@link ClusterCompressionRuntime} are made of. */
@ApiPart
@SchemaCustomizer(
    value = Strings.class,
    input =
        "image=IMAGE priorityClassName=OPTIONAL_NAME runtimeClassName=OPTIONAL_NAME"
            + " workVolumeSize=QUANTITY")
@SchemaCustomizer(value = ListMap.class, input = "imagePullSecrets=name env=name")
public record ClusterCompressionRuntimeSpec(
    @Required
        @JsonPropertyDescription(
            "Image of the engine, best by digest. Jobs that already run keep the image they"
                + " started with.")
        String image,
    @Default("IfNotPresent") @JsonPropertyDescription("When a node pulls the image.")
        @Nullable ImagePullPolicy imagePullPolicy,
    @Size(max = 8)
        @JsonPropertyDescription(
            "Secrets to pull the image with, looked up in the namespace of each job.")
        @Nullable List<ImagePullSecret> imagePullSecrets,
    @SchemaFrom(type = ComputeResourcesSchema.class)
        @JsonPropertyDescription("Compute resources of pods whose job asks for none.")
        @Nullable ResourceRequirements resources,
    @Size(max = 16) @JsonPropertyDescription("Labels that a node must have to run the pods.")
        @Nullable Map<String, @Size(max = 63) String> nodeSelector,
    @SchemaFrom(type = TolerationSchema[].class)
        @Size(max = 16)
        @JsonPropertyDescription("Taints of nodes that the pods tolerate.")
        @Nullable List<Toleration> tolerations,
    @SchemaFrom(type = EnvVarSchema[].class)
        @Size(max = 64)
        @JsonPropertyDescription(
            "Environment of the engine, such as HTTPS_PROXY. Names that start with LATHE_ are"
                + " Lathe's own.")
        @Nullable List<EnvVar> env,
    @JsonPropertyDescription("PriorityClass of pods whose job names none.")
        @Nullable String priorityClassName,
    @JsonPropertyDescription("RuntimeClass of the pods, such as nvidia.")
        @Nullable String runtimeClassName,
    @Default("\"10Gi\"")
        @JsonPropertyDescription(
            "Most that a pod may write to its scratch volume: the fetched model and data, and what"
                + " is made of them.")
        @Nullable Quantity workVolumeSize,
    @Default("120")
        @Min(1)
        @Max(3600)
        @JsonPropertyDescription(
            "Seconds that a pod told to stop gets to do so. One that trains finishes its step and"
                + " writes a checkpoint: three times the weights, with AdamW.")
        @Nullable Long terminationGracePeriodSeconds) {

  /** When a node pulls an image. */
  public enum ImagePullPolicy {
    @JsonProperty("Always")
    ALWAYS,
    @JsonProperty("IfNotPresent")
    IF_NOT_PRESENT,
    @JsonProperty("Never")
    NEVER
  }

  /** Names a secret to pull images with. */
  @ApiPart
  @SchemaCustomizer(value = Strings.class, input = "name=NAME")
  public record ImagePullSecret(
      @Required @JsonPropertyDescription("Name of the secret.") String name) {}
}
