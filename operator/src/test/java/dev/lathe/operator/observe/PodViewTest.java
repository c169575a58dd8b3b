package dev.lathe.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.crds.ConditionReason;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PodViewTest {
  @Test
  void aNewPodWaitsForANode() {
    assertThat(stage("status: {phase: Pending}"))
        .isEqualTo(waits(ConditionReason.WAITING, "Pod small-1-x waits for a node."));
  }

  @Test
  void anImpossibleRequestIsToldInTheSchedulersWords() {
    assertThat(
            stage(
                unschedulable(
                    "0/1 nodes are available: 1 Insufficient nvidia.com/gpu. preemption: 0/1")))
        .isEqualTo(
            waits(
                ConditionReason.UNSCHEDULABLE,
                "No node takes pod small-1-x: 0/1 nodes are available: 1 Insufficient"
                    + " nvidia.com/gpu. preemption: 0/1"));
  }

  @Test
  void aMissingClaimIsToldApartFromAMissingNode() {
    assertThat(
            stage(
                unschedulable(
                    "0/1 nodes are available: persistentvolumeclaim \"models\" not found.")))
        .isInstanceOfSatisfying(
            PodStage.Waiting.class,
            waiting ->
                assertThat(waiting.why().reason()).isEqualTo(ConditionReason.VOLUME_UNAVAILABLE));
  }

  @Test
  void aPodThatStartsSaysWhere() {
    assertThat(stage("spec: {nodeName: n1}", "status: {phase: Pending}"))
        .isEqualTo(
            waits(ConditionReason.POD_STARTING, "Pod small-1-x is being started on node n1."));
  }

  @Test
  void aMissingSecretIsReadFromTheNodesEvent() {
    String message =
        "MountVolume.SetUp failed for volume \"secret-0\" : secret \"creds\" not found";
    assertThat(stage(List.of(event(message)), "spec: {nodeName: n1}", "status: {phase: Pending}"))
        .isEqualTo(waits(ConditionReason.SECRET_NOT_FOUND, message));
  }

  @Test
  void aVolumeThatCannotBeMountedIsReadFromTheNodesEvent() {
    assertThat(
            stage(
                List.of(event("secret \"creds\" not found"), event("timed out waiting")),
                "spec: {nodeName: n1}"))
        .isEqualTo(waits(ConditionReason.VOLUME_UNAVAILABLE, "timed out waiting"));
  }

  @Test
  void anImageThatCannotBePulledIsTold() {
    assertThat(
            stage(
                "spec: {nodeName: n1}",
                container("waiting: {reason: ImagePullBackOff, message: back-off}")))
        .isEqualTo(waits(ConditionReason.IMAGE_PULL_FAILED, "ImagePullBackOff: back-off"));
  }

  @Test
  void aRunningContainerRunsSinceItsStart() {
    assertThat(stage(container("running: {startedAt: \"2026-05-04T10:00:00Z\"}")))
        .isEqualTo(new PodStage.Running(Instant.parse("2026-05-04T10:00:00Z")));
  }

  @Test
  void anEndedContainerTellsAll() {
    assertThat(stage(container(terminated(20, "Error", "log"))))
        .isEqualTo(
            new PodStage.Ended(
                OptionalInt.of(20),
                "log",
                PodStage.Cause.EXIT,
                Optional.of(
                    new PodStage.Times(
                        Instant.parse("2026-05-04T10:00:00Z"),
                        Instant.parse("2026-05-04T10:01:00Z")))));
  }

  @Test
  void theKernelsKillIsToldApartFromADeletion() {
    assertThat(cause(container(terminated(137, "OOMKilled", ""))))
        .isEqualTo(PodStage.Cause.OUT_OF_MEMORY);
    assertThat(cause(container(terminated(137, "Error", ""))))
        .isEqualTo(PodStage.Cause.OUT_OF_MEMORY);
    assertThat(
            cause(
                "metadata: {name: small-1-x, uid: u, deletionTimestamp: \"2026-05-04T10:00:00Z\"}",
                container(terminated(137, "Error", ""))))
        .isEqualTo(PodStage.Cause.DELETED);
  }

  @Test
  void aDisruptedPodIsAnInterruption() {
    PodStage.Ended ended =
        (PodStage.Ended)
            stage(
                container(terminated(137, "Error", ""))
                    + "\n  conditions: [{type: DisruptionTarget, status: \"True\"}]");
    assertThat(ended.isInterruption()).isTrue();
    assertThat(((PodStage.Ended) stage(container(terminated(50, "Error", "")))).isInterruption())
        .isTrue();
    assertThat(((PodStage.Ended) stage(container(terminated(20, "Error", "")))).isInterruption())
        .isFalse();
  }

  @Test
  void aPodThatWasEvictedBeforeItRanHasNoTimes() {
    assertThat(stage("status: {phase: Failed, reason: Evicted, message: disk pressure}"))
        .isEqualTo(
            new PodStage.Ended(
                OptionalInt.empty(),
                "Evicted: disk pressure",
                PodStage.Cause.DELETED,
                Optional.empty()));
  }

  private static PodStage waits(ConditionReason reason, String detail) {
    return new PodStage.Waiting(new Wait(reason, detail));
  }

  private static PodStage.Cause cause(String... parts) {
    return ((PodStage.Ended) stage(parts)).cause();
  }

  private static String unschedulable(String message) {
    return "status: {phase: Pending, conditions: [{type: PodScheduled, status: \"False\", reason:"
        + " Unschedulable, message: '"
        + message
        + "'}]}";
  }

  private static String container(String state) {
    return "status:\n  phase: Running\n  containerStatuses: [{name: engine, state: {%s}}]"
        .formatted(state);
  }

  private static String terminated(int exitCode, String reason, String message) {
    return "terminated: {exitCode: %d, reason: %s, message: \"%s\", startedAt: \"2026-05-04T10:00:00Z\", finishedAt: \"2026-05-04T10:01:00Z\"}"
        .formatted(exitCode, reason, message);
  }

  private static Event event(String message) {
    return new EventBuilder().withReason("FailedMount").withMessage(message).build();
  }

  private static PodStage stage(String... parts) {
    return stage(List.of(), parts);
  }

  private static PodStage stage(List<Event> events, String... parts) {
    String yaml = String.join("\n", parts);
    String named =
        yaml.contains("metadata:") ? yaml : "metadata: {name: small-1-x, uid: u}\n" + yaml;
    return PodView.of(
            Serialization.unmarshal("kind: Pod\napiVersion: v1\n" + named, Pod.class), events)
        .stage();
  }
}
