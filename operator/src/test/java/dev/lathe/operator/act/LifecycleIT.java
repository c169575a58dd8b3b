package dev.lathe.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lathe.crds.CompressionJobStatus;
import dev.lathe.crds.JobFailure;
import dev.lathe.crds.JobState;
import dev.lathe.operator.cluster.ApiServer;
import dev.lathe.operator.cluster.FakeCluster;
import dev.lathe.operator.cluster.Project;
import dev.lathe.operator.cluster.RunningOperator;
import dev.lathe.operator.given.Given;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Lives of jobs on a real API server, with the Job controller and the nodes faked. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LifecycleIT {
  private static final String RESULT =
      """
      {"version":1,"outcome":"Succeeded","artifact":{"uri":"oci://r/o@sha256:1","digest":"sha256:1"},
       "sizes":{"originalBytes":390,"compressedBytes":100}}\
      """;

  private KubernetesClient client;
  private RunningOperator operator;
  private Project project;
  private FakeCluster cluster;

  @BeforeAll
  void startOperator() {
    client = ApiServer.get().newClient();
    Project.createRuntime(client);
    operator = new RunningOperator();
  }

  @AfterAll
  void stopOperator() {
    operator.close();
    client.close();
  }

  @BeforeEach
  void createProject() {
    project = Project.create(client);
    cluster = new FakeCluster(client, project.namespace());
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  @Test
  void aJobRunsAndCompletes() {
    project.apply("job");
    until("job", "Running", "True/PodRunning");
    assertThat(project.status("job").state()).isEqualTo(JobState.RUNNING);
    assertThat(project.status("job").attempt()).isEqualTo(1);
    cluster.kubelet().exit("job-1", 0, RESULT);
    until("job", "Complete", "True/Succeeded");
    CompressionJobStatus status = project.status("job");
    assertThat(status.state()).isEqualTo(JobState.COMPLETE);
    assertThat(status.observedGeneration()).isEqualTo(1);
    assertThat(status.conditions()).hasSize(9);
    assertThat(project.children()).hasSize(1);
    await()
        .untilAsserted(() ->
            assertThat(
                    client
                        .resources(Event.class)
                        .inNamespace(project.namespace())
                        .list()
                        .getItems())
                .extracting(Event::getReason)
                .contains("Accepted", "PodRunning", "Published", "Succeeded"));
  }

  @Test
  void aFailureThatAnotherTryMayCureIsTriedAgain() {
    cluster.kubelet().exit("job-1", 20, "");
    project.apply("job");
    until(() -> project.children().size() == 2);
    cluster.kubelet().exit("job-2", 0, RESULT);
    until("job", "Complete", "True/Succeeded");
    assertThat(project.status("job").attempt()).isEqualTo(2);
    assertThat(project.status("job").failure()).isNull();
  }

  @Test
  void attemptsRunOut() {
    for (int attempt = 1; attempt <= 3; attempt++) {
      cluster.kubelet().exit("job-" + attempt, 20, "");
    }
    project.apply("job");
    until("job", "Failed", "True/BackoffLimitExceeded");
    assertThat(project.children()).hasSize(3);
    assertThat(project.condition("job", "Stalled")).isEqualTo("True/BackoffLimitExceeded");
  }

  @Test
  void aPermanentFailureEndsTheJobAtOnce() {
    cluster.kubelet().exit("job-1", 10, "");
    project.apply("job");
    until("job", "Failed", "True/InvalidModel");
    assertThat(project.children()).hasSize(1);
    assertThat(project.status("job").failure())
        .extracting(JobFailure::exitCode, JobFailure::retryable)
        .containsExactly(10, false);
  }

  @Test
  void aMissedGatePublishesNothing() {
    cluster
        .kubelet()
        .exit(
            "job-1",
            30,
            """
            {"version":1,"outcome":"GatesFailed","reason":"GatesFailed","message":"too big",
             "gates":[{"name":"size","metric":"SizeBytes","outcome":"Failed"}]}\
            """);
    project.apply("job", "gates: [{name: size, metric: SizeBytes, max: \"1\"}]");
    until("job", "Failed", "True/GatesFailed");
    assertThat(project.condition("job", "GatesPassed")).isEqualTo("False/GatesFailed");
    assertThat(project.condition("job", "Published")).isEqualTo("False/NotPublished");
    assertThat(project.status("job").state()).isEqualTo(JobState.GATES_FAILED);
  }

  @Test
  void whatHasEndedStaysEndedWhenItsChildIsDeleted() {
    cluster.kubelet().exit("job-1", 0, RESULT);
    project.apply("job");
    until("job", "Complete", "True/Succeeded");
    CompressionJobStatus before = project.status("job");
    delete(project.children().getFirst());
    until(() -> project.children().isEmpty() && project.pods().isEmpty());
    project.patch("job", "{\"spec\":{\"ttlSecondsAfterFinished\":1000}}");
    await()
        .during(Duration.ofSeconds(1))
        .until(() -> project.children().isEmpty() && project.status("job").equals(before));
  }

  @Test
  void aChildThatIsDeletedWhileItRunsIsFollowedByAnother() {
    project.apply("job");
    until("job", "Running", "True/PodRunning");
    delete(project.children().getFirst());
    until(() -> Integer.valueOf(2).equals(project.status("job").attempt()));
    assertThat(project.children())
        .extracting(job -> job.getMetadata().getName())
        .containsExactly("job-2");
    assertThat(project.status("job").failure()).extracting(JobFailure::reason).isEqualTo("PodLost");
    cluster.kubelet().exit("job-2", 0, RESULT);
    until("job", "Complete", "True/Succeeded");
  }

  @Test
  void interruptionsCostNoRetryButAreCapped() {
    cluster.kubelet().exit("job-1", 50, "");
    project.apply("job", "backoffLimit: 0");
    until("job", "Failed", "True/NoProgress");
    assertThat(project.status("job").attempt()).isEqualTo(1);
    assertThat(project.status("job").interruptions()).isGreaterThan(3);
    until(() -> project.children().isEmpty());
  }

  @Test
  void suspendingStopsThePodAndResumingStartsAnother() {
    project.apply("job");
    until("job", "Running", "True/PodRunning");
    project.patch("job", "{\"spec\":{\"suspend\":true}}");
    until("job", "Suspended", "True/UserRequested");
    until(() -> project.pods().isEmpty());
    assertThat(project.children().getFirst().getSpec().getSuspend()).isTrue();
    project.patch("job", "{\"spec\":{\"suspend\":false}}");
    until("job", "Running", "True/PodRunning");
    assertThat(project.condition("job", "Suspended")).isEqualTo("False/NotSuspended");
    assertThat(project.status("job").attempt()).isEqualTo(1);
    assertThat(project.status("job").interruptions()).isZero();
    cluster.kubelet().exit("job-1", 0, RESULT);
    until("job", "Complete", "True/Succeeded");
  }

  @Test
  void aPodThatEndsAfterItsJobIsResumedWasNotInterrupted() {
    project.apply("job");
    until("job", "Running", "True/PodRunning");
    String first = project.pods().getFirst().getMetadata().getName();
    project.patch("job", "{\"spec\":{\"suspend\":true}}");
    until("job", "Suspended", "True/UserRequested");
    project.patch("job", "{\"spec\":{\"suspend\":false}}");
    until("job", "Running", "True/PodRunning");
    assertThat(project.pods()).extracting(pod -> pod.getMetadata().getName()).doesNotContain(first);
    assertThat(project.status("job").attempt()).isEqualTo(1);
    assertThat(project.status("job").interruptions()).isZero();
  }

  @Test
  void aJobThatIsHeldFromTheBeginningHasNoChild() {
    project.apply("job", "suspend: true");
    until("job", "Suspended", "True/UserRequested");
    assertThat(project.children()).isEmpty();
    assertThat(project.condition("job", "Reconciling")).startsWith("False");
    project.patch("job", "{\"spec\":{\"suspend\":false}}");
    until("job", "Running", "True/PodRunning");
  }

  @Test
  void aQueuedChildIsLeftToItsQueue() {
    project.apply("job", "queueName: gpu");
    until("job", "Suspended", "True/QueuedByKueue");
    assertThat(project.status("job").state()).isEqualTo(JobState.QUEUED);
    assertThat(project.message("job", "Suspended")).contains("this cluster has no Kueue");
    Job child = project.children().getFirst();
    assertThat(child.getMetadata().getLabels()).containsEntry("kueue.x-k8s.io/queue-name", "gpu");
    client
        .batch()
        .v1()
        .jobs()
        .inNamespace(project.namespace())
        .withName("job-1")
        .edit(admitted -> {
          admitted.getSpec().setSuspend(false);
          return admitted;
        });
    until("job", "Running", "True/PodRunning");
  }

  @Test
  void aJobThatRunsForTooLongIsStopped() {
    project.apply("job", "activeDeadlineSeconds: 1");
    until("job", "Failed", "True/DeadlineExceeded");
    until(() -> project.children().isEmpty() && project.pods().isEmpty());
  }

  @Test
  void aJobThatWaitsForTooLongIsStopped() {
    cluster.kubelet().starts(false);
    project.apply("job", "pendingDeadlineSeconds: 1");
    until("job", "Failed", "True/PendingDeadlineExceeded");
    until(() -> project.children().isEmpty());
  }

  @Test
  void anEndedJobIsDeletedAfterItsTime() {
    cluster.kubelet().exit("job-1", 0, RESULT);
    project.apply("job", "ttlSecondsAfterFinished: 1");
    until(() -> !project.exists("job"));
  }

  @Test
  void aMissingRuntimeIsWaitedFor() {
    project.apply("job", "runtimeRef: {name: later}");
    until("job", "Accepted", "False/RuntimeNotFound");
    assertThat(project.condition("job", "Stalled")).isEqualTo("True/RuntimeNotFound");
    var runtime = Given.runtime();
    runtime.getMetadata().setName("later");
    runtime.getMetadata().setUid(null);
    client.resource(runtime).create();
    until("job", "Running", "True/PodRunning");
    assertThat(project.condition("job", "Accepted")).isEqualTo("True/Accepted");
  }

  @Test
  void aLocalFileIsRefusedForGood() {
    project.apply("job", "data: {evaluation: {uri: \"file:x.npz\", npz: {inputs: [{name: x}]}}}");
    until("job", "Accepted", "False/UnsupportedSource");
    assertThat(project.condition("job", "Stalled")).isEqualTo("True/UnsupportedSource");
    assertThat(project.message("job", "Accepted"))
        .contains("spec.data.evaluation.uri (file:x.npz)")
        .contains("create the job again");
    assertThat(project.children()).isEmpty();
  }

  private void delete(Job child) {
    client.resource(child).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
  }

  private void until(String job, String condition, String expected) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(project.condition(job, condition)).isEqualTo(expected));
  }

  private void until(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(60)).until(condition);
  }
}
