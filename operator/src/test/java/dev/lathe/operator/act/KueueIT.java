package dev.lathe.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lathe.operator.cluster.ApiServer;
import dev.lathe.operator.cluster.FakeCluster;
import dev.lathe.operator.cluster.Project;
import dev.lathe.operator.cluster.RunningOperator;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A queued job is held by way of its Workload; its child's suspension stays Kueue's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KueueIT {
  private static final String CRD =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata:
        name: workloads.kueue.x-k8s.io
        annotations: {api-approved.kubernetes.io: "https://github.com/kubernetes-sigs/kueue"}
      spec:
        group: kueue.x-k8s.io
        scope: Namespaced
        names: {kind: Workload, listKind: WorkloadList, plural: workloads, singular: workload}
        versions:
        - name: v1beta1
          served: true
          storage: true
          schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
      """;

  private final CustomResourceDefinition workloads =
      Serialization.unmarshal(CRD, CustomResourceDefinition.class);
  private KubernetesClient client;
  private RunningOperator operator;

  @BeforeAll
  void startOperator() {
    client = ApiServer.get().newClient();
    client.resource(workloads).create();
    until(() -> client.hasApiGroup("kueue.x-k8s.io", true));
    Project.createRuntime(client);
    operator = new RunningOperator();
  }

  @AfterAll
  void stopOperator() {
    operator.close();
    client.resource(workloads).delete();
    until(() -> !client.hasApiGroup("kueue.x-k8s.io", true));
    client.close();
  }

  @Test
  void holdingAndReleasingGoesByTheWorkload() {
    Project project = Project.create(client);
    try (FakeCluster cluster = new FakeCluster(client, project.namespace())) {
      project.apply("job", "queueName: gpu");
      until(project, "Suspended", "True/QueuedByKueue");
      assertThat(project.message("job", "Suspended")).contains("waits in a queue.");
      createWorkload(project);
      suspend(project, false);
      until(project, "Running", "True/PodRunning");

      project.patch("job", "{\"spec\":{\"suspend\":true}}");
      until(() -> !isActive(project));
      until(project, "Suspended", "True/UserRequested");
      assertThat(child(project).getSpec().getSuspend()).isFalse();
      suspend(project, true);
      until(() -> project.pods().isEmpty());

      project.patch("job", "{\"spec\":{\"suspend\":false}}");
      until(() -> isActive(project));
      until(project, "Suspended", "True/QueuedByKueue");
      assertThat(child(project).getSpec().getSuspend()).isTrue();
      suspend(project, false);
      until(project, "Running", "True/PodRunning");
      assertThat(project.status("job").attempt()).isEqualTo(1);
    }
  }

  private void createWorkload(Project project) {
    String yaml =
        """
        apiVersion: kueue.x-k8s.io/v1beta1
        kind: Workload
        metadata:
          name: job-job-1
          namespace: %s
          labels: {kueue.x-k8s.io/job-uid: %s}
        spec: {active: true, queueName: gpu}
        """
            .formatted(project.namespace(), child(project).getMetadata().getUid());
    client.resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class)).create();
  }

  private boolean isActive(Project project) {
    GenericKubernetesResource workload =
        client
            .genericKubernetesResources("kueue.x-k8s.io/v1beta1", "Workload")
            .inNamespace(project.namespace())
            .withName("job-job-1")
            .require();
    return Boolean.TRUE.equals(workload.get("spec", "active"));
  }

  /** Does what Kueue does on admission and on eviction. */
  private void suspend(Project project, boolean suspend) {
    client
        .batch()
        .v1()
        .jobs()
        .inNamespace(project.namespace())
        .withName("job-1")
        .edit(job -> {
          job.getSpec().setSuspend(suspend);
          return job;
        });
  }

  private static Job child(Project project) {
    return project.children().getFirst();
  }

  private static void until(Project project, String condition, String expected) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(project.condition("job", condition)).isEqualTo(expected));
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(60)).until(condition);
  }
}
