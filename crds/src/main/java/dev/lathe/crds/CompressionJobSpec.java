package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.ComputeResourcesSchema;
import dev.lathe.crds.schema.Immutable;
import dev.lathe.crds.schema.JobRules;
import dev.lathe.crds.schema.ListMap;
import dev.lathe.crds.schema.Strings;
import dev.lathe.crds.schema.TolerationSchema;
import dev.lathe.crds.schema.TrainingRules;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a {@link CompressionJob} asks for. The same manifest runs without a cluster. */
@ApiPart
@SchemaCustomizer(
    value = Strings.class,
    input = "priorityClassName=OPTIONAL_NAME serviceAccountName=OPTIONAL_NAME queueName=QUEUE_NAME")
@SchemaCustomizer(value = ListMap.class, input = "gates=name")
@SchemaCustomizer(value = Immutable.class, input = "suspend ttlSecondsAfterFinished")
@SchemaCustomizer(JobRules.class)
@SchemaCustomizer(TrainingRules.class)
public record CompressionJobSpec(
    @Default("{\"name\": \"default\"}")
        @JsonPropertyDescription(
            "The ClusterCompressionRuntime that runs the job: engine image, node placement and"
                + " default resources, kept by the platform's administrators. Ignored by `lathe"
                + " run`.")
        @Nullable RuntimeRef runtimeRef,
    @Required @JsonPropertyDescription("The ONNX model to compress.") ModelSource source,
    @JsonPropertyDescription(
            "The data sets that train, calibrate and judge. No sample may be in two of training,"
                + " validation and evaluation, and none of calibration in evaluation: Lathe"
                + " compares digests of the samples and refuses an overlap.")
        @Nullable DataSets data,
    @Required
        @Size(min = 1, max = 16)
        @JsonPropertyDescription(
            "What is done to the model, step after step. Each step names one technique.")
        List<RecipeStep> recipe,
    @Default("{\"runtime\": \"OnnxRuntime\", \"instructionSet\": \"Auto\"}")
        @JsonPropertyDescription(
            "Where the compressed model will serve. It decides among others how weights and"
                + " activations are rounded.")
        @Nullable Target target,
    @JsonPropertyDescription("How the original and the compressed model are compared.")
        @Nullable EvaluationSettings evaluation,
    @Size(max = 32)
        @JsonPropertyDescription(
            "What the compressed model must still be able to do. Both models run on"
                + " data.evaluation; a gate passes if the confidence bound of what was measured"
                + " holds, not the number alone. Nothing is published unless every gate of severity"
                + " Required passes.")
        @Nullable List<Gate> gates,
    @JsonPropertyDescription(
            "Where the compressed model and its report go. Needed in a cluster; `lathe run` writes"
                + " to the folder out beside the manifest without it.")
        @Nullable Output output,
    @Default("0")
        @Min(0)
        @JsonPropertyDescription(
            "Seed of all random choices. The same manifest, inputs and number of threads give the"
                + " same bytes.")
        @Nullable Long seed,
    @Default("Auto")
        @JsonPropertyDescription(
            "Where training computes. Auto takes the GPU if the pod has one; Cuda fails without"
                + " one.")
        @Nullable Device device,
    @JsonPropertyDescription(
            "Where training is kept while it runs. A pod that is evicted goes on from there, to the"
                + " same result; without it training starts anew.")
        @Nullable Checkpoint checkpoint,
    @Min(1)
        @Max(256)
        @JsonPropertyDescription(
            "Threads to compute with. If absent: the CPU limit of the pod, or all cores for `lathe"
                + " run`.")
        @Nullable Integer threads,
    @SchemaFrom(type = ComputeResourcesSchema.class)
        @JsonPropertyDescription(
            "Compute resources of the pod, in place of those of the runtime. Name a GPU or any"
                + " other extended resource in limits.")
        @Nullable ResourceRequirements resources,
    @Size(max = 16)
        @JsonPropertyDescription(
            "Labels that a node must have to run the pod, beside those of the runtime.")
        @Nullable Map<String, @Size(max = 63) String> nodeSelector,
    @SchemaFrom(type = TolerationSchema[].class)
        @Size(max = 16)
        @JsonPropertyDescription(
            "Taints of nodes that the pod tolerates, beside those of the" + " runtime.")
        @Nullable List<Toleration> tolerations,
    @JsonPropertyDescription("PriorityClass of the pod, in place of the runtime's.")
        @Nullable String priorityClassName,
    @JsonPropertyDescription(
            "ServiceAccount of the pod, for stores that trust workload identities. The pod gets no"
                + " token for the Kubernetes API.")
        @Nullable String serviceAccountName,
    @JsonPropertyDescription(
            "Kueue LocalQueue in the job's namespace that decides when the pod may start. The label"
                + " kueue.x-k8s.io/queue-name on the job means the same.")
        @Nullable String queueName,
    @Default("false")
        @JsonPropertyDescription(
            "Whether to hold the job. Setting it while the job runs stops the pod and frees what it"
                + " held; clearing it starts a new pod. May be changed.")
        @Nullable Boolean suspend,
    @Default("2")
        @Min(0)
        @Max(16)
        @JsonPropertyDescription(
            "How often to try again after a failure that another try may cure. Preemption and"
                + " draining of nodes do not count; an invalid model or a missed gate is never"
                + " tried again.")
        @Nullable Integer backoffLimit,
    @Min(1)
        @Max(31_536_000)
        @JsonPropertyDescription(
            "Seconds that the job may run, all attempts together; time spent waiting or suspended"
                + " does not count.")
        @Nullable Long activeDeadlineSeconds,
    @Min(1)
        @Max(31_536_000)
        @JsonPropertyDescription(
            "Seconds that a job may wait for its pod to start, in a queue or for a node.")
        @Nullable Long pendingDeadlineSeconds,
    @Min(0)
        @Max(315_360_000)
        @JsonPropertyDescription(
            "Seconds after its end at which the job itself is deleted; published artifacts stay. If"
                + " absent the job is kept. May be changed.")
        @Nullable Long ttlSecondsAfterFinished) {

  /** Where training computes. */
  public enum Device {
    @JsonProperty("Auto")
    AUTO,
    @JsonProperty("Cpu")
    CPU,
    @JsonProperty("Cuda")
    CUDA
  }
}
