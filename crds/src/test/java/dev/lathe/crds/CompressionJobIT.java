package dev.lathe.crds;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.crds.apiserver.LocalApiServer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API server makes of a job: defaults, updates, status, columns, explanations. */
@ExtendWith(CrdCluster.class)
final class CompressionJobIT {
  private static final Path EVERYTHING = Manifests.EXAMPLES.resolve("embeddings-dynamic.yaml");

  private final KubernetesClient client;
  private final LocalApiServer server;

  CompressionJobIT(KubernetesClient client, LocalApiServer server) {
    this.client = client;
    this.server = server;
  }

  @BeforeEach
  @AfterEach
  void deleteJobs() {
    client.resources(CompressionJob.class).inNamespace("default").delete();
  }

  @Test
  void defaultsStandInTheStoredJob() {
    CompressionJobSpec spec = create(Manifests.EXAMPLES.resolve("minimal.yaml")).getSpec();

    assertThat(spec.runtimeRef()).isEqualTo(new RuntimeRef("default"));
    assertThat(spec.target())
        .isEqualTo(new Target(Target.Runtime.ONNX_RUNTIME, Target.InstructionSet.AUTO));
    assertThat(spec.seed()).isZero();
    assertThat(spec.suspend()).isFalse();
    assertThat(spec.backoffLimit()).isEqualTo(2);
    QuantizeStep quantize = spec.recipe().getFirst().quantize();
    assertThat(quantize)
        .isEqualTo(
            new QuantizeStep(
                QuantizeStep.Mode.DYNAMIC,
                null,
                QuantizeStep.Activations.AUTO,
                QuantizeStep.Choice.AUTO,
                null,
                null,
                null,
                QuantizeStep.Choice.AUTO,
                false,
                null,
                null));
  }

  @Test
  void aGateIsStrictUnlessItSaysOtherwise() {
    Gate gate = requireNonNull(create(EVERYTHING).getSpec().gates()).getFirst();

    assertThat(gate)
        .isEqualTo(
            new Gate(
                "cosine",
                Gate.Metric.COSINE_MEAN,
                "0.995",
                null,
                null,
                null,
                "0.95",
                null,
                Gate.Severity.REQUIRED));
  }

  @Test
  void aJobThatLatheHasNotSeenSaysSo() {
    CompressionJob job = create(EVERYTHING);

    assertThat(requireNonNull(job.getStatus()).observedGeneration()).isEqualTo(-1);
    assertThat(Kstatus.of(job)).isEqualTo(Kstatus.IN_PROGRESS);
  }

  @Test
  void suspensionAndTtlMayChange() {
    create(EVERYTHING);

    assertThat(patch("suspend: true").getSpec().suspend()).isTrue();
    assertThat(patch("ttlSecondsAfterFinished: 5").getSpec().ttlSecondsAfterFinished())
        .isEqualTo(5);
    assertThat(patch("ttlSecondsAfterFinished: null").getSpec().ttlSecondsAfterFinished()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "source: {path: other.onnx}",
        "source: {path: null}",
        "data: {evaluation: null}",
        "data: null",
        "recipe: [{quantize: {mode: Dynamic}}]",
        "target: {instructionSet: Vnni}",
        "evaluation: null",
        "gates: null",
        "output: null",
        "seed: 1",
        "threads: 1",
        "resources: {limits: {memory: 5Gi}}",
        "nodeSelector: {a: b}",
        "tolerations: [{operator: Exists}]",
        "priorityClassName: high",
        "serviceAccountName: other",
        "queueName: other",
        "runtimeRef: {name: other}",
        "device: Cpu",
        "checkpoint: {uri: \"pvc://checkpoints/a\"}",
        "backoffLimit: 3",
        "activeDeadlineSeconds: 1",
        "pendingDeadlineSeconds: null"
      })
  void nothingElseMayChange(String change) {
    create(EVERYTHING);
    String field = change.substring(0, change.indexOf(':'));

    assertThatThrownBy(() -> patch(change))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("spec." + field)
        .hasMessageContaining(
            field
                + " cannot change once the job exists: delete the job, or create one under"
                + " a new name.");
  }

  @Test
  void statusIsAnAffairOfItsOwn() {
    CompressionJob job = create(EVERYTHING);
    job.setStatus(statusOf(job, condition("Accepted", "True", "Accepted")));

    CompressionJob stored = client.resource(job).updateStatus();

    assertThat(stored.getStatus()).isEqualTo(job.getStatus());
    assertThat(stored.getMetadata().getGeneration()).isEqualTo(1);
  }

  @Test
  void twoManagersOwnConditionsOfOneJob() {
    create(EVERYTHING);
    applyCondition("first", "Accepted");
    applyCondition("second", "Published");

    assertThat(job().getStatus().conditions())
        .extracting(Condition::getType)
        .containsExactlyInAnyOrder("Accepted", "Published");
  }

  @Test
  void toolsThatWaitTakeARunningJobForAppliedAndAFailedOneForFailed() {
    create(EVERYTHING);

    assertThat(kstatus(condition("Reconciling", "True", "CreatingJob")))
        .isEqualTo(Kstatus.IN_PROGRESS);
    assertThat(kstatus(condition("Running", "True", "PodRunning"))).isEqualTo(Kstatus.CURRENT);
    assertThat(
            kstatus(
                condition("Failed", "True", "GatesFailed"),
                condition("Stalled", "True", "GatesFailed")))
        .isEqualTo(Kstatus.FAILED);
  }

  @Test
  void columnsTellWhereTheJobStands() throws Exception {
    CompressionJob job = create(EVERYTHING);
    job.setStatus(statusOf(job));
    client.resource(job).updateStatus();

    List<String> lines = server.kubectl("get", "compression", "-n", "default").lines().toList();
    assertThat(lines.getFirst().split(" +"))
        .containsExactly("NAME", "STATE", "PROGRESS", "RATIO", "AGE");
    assertThat(lines.getLast())
        .matches("compressionjob\\S*minilm-int8 +Running +45% Evaluate +3.9x +\\S+");
    assertThat(server.kubectl("get", "cpj", "-o", "wide").lines().findFirst().orElseThrow())
        .matches("NAME +STATE +PROGRESS +RATIO +ATTEMPT +QUEUE +RUNTIME +REASON +DIGEST +AGE");
  }

  @Test
  void jobsAreFoundByStateAndRuntime() throws Exception {
    create(EVERYTHING);

    assertThat(server.kubectl("get", "cpj", "--field-selector=spec.runtimeRef.name=default"))
        .contains("minilm-int8");
    assertThat(server.kubectl("get", "cpj", "--field-selector=status.state=Failed"))
        .contains("No resources found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compressionjob",
        "compressionjob.spec.gates",
        "cpj.spec.recipe.quantize.weights",
        "cpj.status.conditions",
        "ccr.spec"
      })
  void kubectlExplainsEveryField(String path) throws IOException, InterruptedException {
    String explanation = server.kubectl("explain", path);

    assertThat(explanation).contains("DESCRIPTION:");
    assertThat(explanation.replaceAll("(?s)(apiVersion|kind|metadata|status)\t.*?\n\n", ""))
        .doesNotContain("<no description>");
  }

  private CompressionJob create(Path example) {
    GenericKubernetesResource manifest = Manifests.read(example);
    manifest.getMetadata().setNamespace("default");
    return Serialization.unmarshal(
        Serialization.asJson(Manifests.create(client, manifest)), CompressionJob.class);
  }

  private CompressionJob job() {
    return client
        .resources(CompressionJob.class)
        .inNamespace("default")
        .withName("minilm-int8")
        .require();
  }

  private CompressionJob patch(String spec) {
    String json = Serialization.asJson(Map.of("spec", Serialization.unmarshal(spec, Object.class)));
    return client
        .resources(CompressionJob.class)
        .inNamespace("default")
        .withName("minilm-int8")
        .patch(PatchContext.of(PatchType.JSON_MERGE), json);
  }

  private void applyCondition(String manager, String type) {
    CompressionJob job = new CompressionJob();
    job.getMetadata().setName("minilm-int8");
    job.getMetadata().setNamespace("default");
    job.setStatus(
        CompressionJobStatus.builder().conditions(List.of(condition(type, "True", type))).build());
    PatchContext apply =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(manager)
            .build();
    client.resource(job).subresource("status").patch(apply, job);
  }

  private Kstatus kstatus(Condition... conditions) {
    CompressionJob job = job();
    job.setStatus(statusOf(job, conditions));
    return Kstatus.of(client.resource(job).updateStatus());
  }

  private static CompressionJobStatus statusOf(CompressionJob job, Condition... conditions) {
    return CompressionJobStatus.builder()
        .observedGeneration(job.getMetadata().getGeneration())
        .state(JobState.RUNNING)
        .attempt(1)
        .progress(
            new JobProgress(
                45, "Evaluate", null, 12L, "2026-11-24T12:00:00Z", "45% Evaluate", null, null))
        .sizes(new ModelSizes(90_000_000L, 23_000_000L, "3.9x"))
        .conditions(List.of(conditions))
        .build();
  }

  private static Condition condition(String type, String status, String reason) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage("A sentence.")
        .withObservedGeneration(1L)
        .withLastTransitionTime("2026-11-24T12:00:00Z")
        .build();
  }
}
