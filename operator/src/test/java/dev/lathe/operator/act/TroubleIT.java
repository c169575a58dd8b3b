package dev.lathe.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lathe.operator.cluster.ApiServer;
import dev.lathe.operator.cluster.FakeCluster;
import dev.lathe.operator.cluster.Project;
import dev.lathe.operator.cluster.RunningOperator;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What keeps a pod from running is told, with what to do; and the job goes on once it is settled.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TroubleIT {
  private KubernetesClient client;
  private RunningOperator operator;
  private Project project;

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
  }

  @Test
  void aMissingSecretIsNamedUntilThePodStarts() {
    try (FakeCluster cluster = new FakeCluster(client, project.namespace())) {
      cluster.kubelet().starts(false);
      project.apply("job");
      Pod pod = pod();
      tell(pod, "Pod", "FailedMount", "MountVolume.SetUp failed : secret \"creds\" not found");
      until("Accepted", "False/SecretNotFound");
      assertThat(project.condition("job", "Stalled")).isEqualTo("True/SecretNotFound");
      assertThat(project.message("job", "Accepted"))
          .contains("\"creds\"")
          .endsWith("Create the secret; the job goes on by itself.");
      cluster.kubelet().starts(true);
      until("Running", "True/PodRunning");
      assertThat(project.condition("job", "Accepted")).isEqualTo("True/Accepted");
      assertThat(project.condition("job", "Stalled")).startsWith("False");
    }
  }

  @Test
  void anImpossibleRequestIsToldInTheSchedulersWords() {
    try (FakeCluster cluster = new FakeCluster(client, project.namespace())) {
      cluster.kubelet().starts(false);
      project.apply("job", "resources: {limits: {nvidia.com/gpu: \"8\"}}");
      Pod unschedulable =
          new PodBuilder(pod())
              .editStatus()
              .addNewCondition()
              .withType("PodScheduled")
              .withStatus("False")
              .withReason("Unschedulable")
              .withMessage("0/1 nodes are available: 1 Insufficient nvidia.com/gpu.")
              .endCondition()
              .endStatus()
              .build();
      client.resource(unschedulable).updateStatus();
      until("Running", "False/Unschedulable");
      assertThat(project.message("job", "Running"))
          .contains("1 Insufficient nvidia.com/gpu.")
          .contains("correct resources, nodeSelector or tolerations");
      assertThat(project.condition("job", "Stalled")).startsWith("False");
    }
  }

  @Test
  void aPodThatTheApiServerRefusesIsTold() {
    project.apply("job");
    await().atMost(Duration.ofSeconds(30)).until(() -> project.children().size() == 1);
    tell(
        project.children().getFirst(),
        "Job",
        "FailedCreate",
        "pods \"job-1-\" is forbidden: exceeded quota: gpus");
    until("Running", "False/JobRefused");
    assertThat(project.message("job", "Running")).contains("exceeded quota: gpus");
  }

  @Test
  void aJobThatTheApiServerRefusesIsTold() {
    ResourceQuota quota =
        new ResourceQuotaBuilder()
            .withNewMetadata()
            .withName("no-jobs")
            .withNamespace(project.namespace())
            .endMetadata()
            .withNewSpec()
            .addToHard("count/jobs.batch", new Quantity("0"))
            .endSpec()
            .build();
    ResourceQuota created = client.resource(quota).create();
    client
        .resource(
            new ResourceQuotaBuilder(created)
                .withNewStatus()
                .withHard(Map.of("count/jobs.batch", new Quantity("0")))
                .withUsed(Map.of("count/jobs.batch", new Quantity("0")))
                .endStatus()
                .build())
        .updateStatus();
    project.apply("job");
    until("Accepted", "False/JobRefused");
    assertThat(project.message("job", "Accepted")).contains("exceeded quota: no-jobs");
    assertThat(project.children()).isEmpty();
  }

  @Test
  void aJobOfThatNameWhichIsSomeoneElsesIsNotTaken() {
    client
        .resource(
            new JobBuilder()
                .withNewMetadata()
                .withName("job-1")
                .withNamespace(project.namespace())
                .endMetadata()
                .withNewSpec()
                .withNewTemplate()
                .withNewSpec()
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("theirs")
                .withImage("theirs")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build())
        .create();
    project.apply("job");
    until("Accepted", "False/JobRefused");
    assertThat(project.message("job", "Accepted"))
        .contains("Job job-1 exists already and is not this job's.");
  }

  private Pod pod() {
    await().atMost(Duration.ofSeconds(30)).until(() -> !project.pods().isEmpty());
    return project.pods().getFirst();
  }

  private void tell(HasMetadata object, String kind, String reason, String message) {
    Event event =
        new EventBuilder()
            .withNewMetadata()
            .withName("event-" + UUID.randomUUID())
            .withNamespace(project.namespace())
            .endMetadata()
            .withReason(reason)
            .withMessage(message)
            .withType("Warning")
            .withLastTimestamp(Instant.now().toString())
            .withNewInvolvedObject()
            .withKind(kind)
            .withNamespace(project.namespace())
            .withName(object.getMetadata().getName())
            .withUid(object.getMetadata().getUid())
            .endInvolvedObject()
            .build();
    client.resource(event).create();
  }

  private void until(String condition, String expected) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(project.condition("job", condition)).isEqualTo(expected));
  }
}
