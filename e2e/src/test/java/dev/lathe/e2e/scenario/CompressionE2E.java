package dev.lathe.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.crds.CompressionJobStatus;
import dev.lathe.crds.GateStatus;
import dev.lathe.crds.JobState;
import dev.lathe.e2e.cluster.Command;
import dev.lathe.e2e.cluster.DirectionJob;
import dev.lathe.e2e.cluster.Jobs;
import dev.lathe.e2e.cluster.KindCluster;
import dev.lathe.e2e.cluster.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A real model through the whole machine, and what goes wrong on the way. */
@ExtendWith(KindCluster.class)
class CompressionE2E {
  @TempDir private Path folder;

  @BeforeAll
  static void publishModelAndData(KindCluster.Running cluster) {
    DirectionJob.publish(cluster.registry());
  }

  private static Jobs jobs(KindCluster.Running cluster, String namespace) {
    return new Jobs(cluster.client(), cluster.newNamespace(namespace));
  }

  @Test
  void aJobPublishesAnArtifactThatGivesTheReportedNumbers(KindCluster.Running cluster)
      throws Exception {
    Jobs jobs = jobs(cluster, "completes");
    DirectionJob job = DirectionJob.named("direction");

    jobs.apply(job.manifest(cluster.registry(), ""));
    CompressionJobStatus status = jobs.awaitEnd("direction");

    assertThat(status.state()).as(status.toString()).isEqualTo(JobState.COMPLETE);
    assertThat(Jobs.isTrue(status, "GatesPassed")).isTrue();
    assertThat(Jobs.isTrue(status, "Published")).isTrue();
    String digest = Objects.requireNonNull(status.artifact()).digest();
    cluster.registry().pull(job.output() + "@" + digest, folder);
    Path model = folder.resolve("models/model.onnx");
    assertThat("sha256:" + sha256(model)).isEqualTo(status.artifact().modelDigest());
    GateStatus accuracy =
        Objects.requireNonNull(status.gates()).stream()
            .filter(g -> g.name().equals("accuracy"))
            .findFirst()
            .orElseThrow();
    assertThat(accuracyByPython(model)).isEqualTo(Double.parseDouble(accuracy.value()));
    assertThat(cluster.kubectl("get", "cpj", "-n", "completes"))
        .contains("STATE", "PROGRESS", "RATIO", "Complete");
  }

  /** An implementation that shares nothing with ours: ONNX Runtime's Python package and numpy. */
  private static double accuracyByPython(Path model) {
    return Double.parseDouble(
        Command.run(
                "e2e/python.sh",
                "e2e/src/test/resources/accuracy.py",
                model.toString(),
                Repository.fixture("direction/evaluation.npz").toString())
            .strip());
  }

  private static String sha256(Path file) {
    return Command.run("sha256sum", file.toString()).split(" ", 2)[0];
  }

  @Test
  void aMissedGatePublishesNothing(KindCluster.Running cluster) {
    Jobs jobs = jobs(cluster, "gate");
    DirectionJob job =
        DirectionJob.named("too-strict")
            .withGates("[{name: size, metric: SizeBytes, maxRatio: \"0.05\"}]");

    jobs.apply(job.manifest(cluster.registry(), ""));
    CompressionJobStatus status = jobs.awaitEnd("too-strict");

    assertThat(status.state()).isEqualTo(JobState.GATES_FAILED);
    assertThat(Jobs.reason(status, "Failed")).isEqualTo("GatesFailed");
    assertThat(status.attempt()).isEqualTo(1);
    assertThat(status.artifact()).isNull();
    assertThat(cluster.registry().repositories()).doesNotContain(job.output());
  }

  @Test
  void aCorruptedModelFailsAtOnceAndSaysWhere(KindCluster.Running cluster) throws Exception {
    byte[] bytes = Files.readAllBytes(DirectionJob.original());
    Path corrupted =
        Files.write(folder.resolve("model.onnx"), java.util.Arrays.copyOf(bytes, 100_000));
    cluster.registry().push("models/corrupted:v1", Map.of("models/model.onnx", corrupted));
    Jobs jobs = jobs(cluster, "corrupted");

    jobs.apply(
        DirectionJob.named("corrupted")
            .withModel("models/corrupted:v1", "path: model.onnx")
            .manifest(cluster.registry(), ""));
    CompressionJobStatus status = jobs.awaitEnd("corrupted");

    assertThat(Jobs.reason(status, "Failed")).isEqualTo("InvalidModel");
    assertThat(Jobs.message(status, "Failed")).contains("truncated");
    assertThat(status.attempt()).isEqualTo(1);
  }

  @Test
  void anotherModelThanPinnedIsRefused(KindCluster.Running cluster) {
    Jobs jobs = jobs(cluster, "digest");
    String other = "sha256:" + "0".repeat(64);

    jobs.apply(
        DirectionJob.named("digest")
            .withModel("models/direction:v1", "digest: " + other)
            .manifest(cluster.registry(), ""));
    CompressionJobStatus status = jobs.awaitEnd("digest");

    assertThat(Jobs.reason(status, "Failed")).isEqualTo("DigestMismatch");
    assertThat(Jobs.message(status, "Failed")).contains(other);
  }

  @Test
  void aMissingSecretIsNamedAndTheJobGoesOnOnceItIsThere(KindCluster.Running cluster) {
    Jobs jobs = jobs(cluster, "secret");

    jobs.apply(
        DirectionJob.named("secret")
            .withModel("models/direction:v1", "secretRef: {name: store}")
            .manifest(cluster.registry(), ""));
    CompressionJobStatus status =
        jobs.await("secret", s -> Jobs.reason(s, "Accepted").equals("SecretNotFound"));

    assertThat(Jobs.message(status, "Accepted")).contains("store");
    jobs.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: store}
        stringData: {username: lathe, password: secret}
        """);
    assertThat(jobs.awaitEnd("secret").state()).isEqualTo(JobState.COMPLETE);
  }

  @Test
  void whatNoNodeHasIsSaidAndGivenUpInTime(KindCluster.Running cluster) {
    Jobs jobs = jobs(cluster, "gpu");

    jobs.apply(
        DirectionJob.named("gpu")
            .manifest(
                cluster.registry(),
                """
                pendingDeadlineSeconds: 30
                resources: {limits: {nvidia.com/gpu: "1"}}
                """));
    CompressionJobStatus waiting =
        jobs.await("gpu", s -> Jobs.message(s, "Running").contains("nvidia.com/gpu"));
    CompressionJobStatus ended = jobs.awaitEnd("gpu");

    assertThat(waiting.state()).isEqualTo(JobState.PENDING);
    assertThat(Jobs.reason(ended, "Failed")).isEqualTo("PendingDeadlineExceeded");
  }

  @Test
  void aPodKilledMidRunIsMadeUpFor(KindCluster.Running cluster) {
    Jobs jobs = jobs(cluster, "killed");

    jobs.apply(DirectionJob.named("killed").manifest(cluster.registry(), ""));
    jobs.await("killed", s -> s.state() == JobState.RUNNING);
    cluster.client().pods().inNamespace("killed").withGracePeriod(0).delete();

    assertThat(jobs.awaitEnd("killed").state()).isEqualTo(JobState.COMPLETE);
  }

  @Test
  void anOperatorRestartedMidRunFindsItsWay(KindCluster.Running cluster) {
    Jobs jobs = jobs(cluster, "restart");

    jobs.apply(DirectionJob.named("restart").manifest(cluster.registry(), ""));
    jobs.await("restart", s -> s.state() == JobState.RUNNING);
    cluster.restartOperator();
    CompressionJobStatus status = jobs.awaitEnd("restart");

    assertThat(status.state()).isEqualTo(JobState.COMPLETE);
    assertThat(status.attempt()).isEqualTo(1);
  }

  @Test
  void aSuspendedJobHoldsNoPodAndResumes(KindCluster.Running cluster) {
    Jobs jobs = jobs(cluster, "suspend");
    DirectionJob job = DirectionJob.named("suspend");

    jobs.apply(job.manifest(cluster.registry(), ""));
    jobs.await("suspend", s -> s.state() == JobState.RUNNING);
    setSuspend(jobs, true);
    CompressionJobStatus held = jobs.await("suspend", s -> s.state() == JobState.SUSPENDED);
    cluster
        .client()
        .pods()
        .inNamespace("suspend")
        .informOnCondition(List::isEmpty)
        .orTimeout(2, java.util.concurrent.TimeUnit.MINUTES)
        .join();
    setSuspend(jobs, false);

    assertThat(Jobs.reason(held, "Suspended")).isEqualTo("UserRequested");
    assertThat(jobs.awaitEnd("suspend").state()).isEqualTo(JobState.COMPLETE);
  }

  private static void setSuspend(Jobs jobs, boolean suspend) {
    jobs.job("suspend")
        .patch(
            io.fabric8.kubernetes.client.dsl.base.PatchContext.of(
                io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE),
            "{\"spec\":{\"suspend\":%s}}".formatted(suspend));
  }
}
