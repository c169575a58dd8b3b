package dev.lathe.operator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The Job controller for Jobs of one pod, and the collection of pods whose Job is gone. Each step
 * acts on what it finds.
 */
public final class FakeJobController {
  private final KubernetesClient client;
  private final String namespace;

  public FakeJobController(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Does what there is to do now. */
  public void step() {
    List<Job> jobs = client.batch().v1().jobs().inNamespace(namespace).list().getItems();
    List<Pod> pods = client.pods().inNamespace(namespace).list().getItems();
    for (Pod pod : pods) {
      if (jobs.stream().noneMatch(job -> isOf(job, pod))) {
        client.resource(pod).delete();
      }
    }
    for (Job job : jobs) {
      if (job.getMetadata().getDeletionTimestamp() == null && !isFinished(job)) {
        sync(job, pods.stream().filter(pod -> isOf(job, pod)).toList());
      }
    }
  }

  private void sync(Job job, List<Pod> pods) {
    List<Pod> active = pods.stream().filter(pod -> phase(pod).isEmpty()).toList();
    if (Boolean.TRUE.equals(job.getSpec().getSuspend())) {
      active.stream()
          .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
          .forEach(pod -> client.resource(pod).delete());
      return;
    }
    if (pods.stream().anyMatch(pod -> phase(pod).equals(Optional.of("Succeeded")))) {
      finish(job, "SuccessCriteriaMet", "Complete", "CompletionsReached");
    } else if (pods.stream().anyMatch(pod -> isFailure(job, pod))) {
      finish(job, "FailureTarget", "Failed", "BackoffLimitExceeded");
    } else if (active.isEmpty()) {
      createPod(job, pods.size());
    }
  }

  private void createPod(Job job, int index) {
    PodTemplateSpec template = job.getSpec().getTemplate();
    Pod pod =
        new PodBuilder()
            .withNewMetadataLike(template.getMetadata())
            .withGenerateName(job.getMetadata().getName() + "-")
            .withNamespace(namespace)
            .addNewOwnerReference()
            .withApiVersion("batch/v1")
            .withKind("Job")
            .withName(job.getMetadata().getName())
            .withUid(job.getMetadata().getUid())
            .withController(true)
            .endOwnerReference()
            .endMetadata()
            .withSpec(template.getSpec())
            .editSpec()
            .withNodeName("node")
            .endSpec()
            .build();
    client.resource(pod).create();
  }

  private void finish(Job job, String before, String condition, String reason) {
    String now = Instant.now().toString();
    boolean complete = "Complete".equals(condition);
    JobStatus status =
        new JobStatusBuilder()
            .withStartTime(job.getMetadata().getCreationTimestamp())
            .withCompletionTime(complete ? now : null)
            .withSucceeded(complete ? 1 : null)
            .withFailed(complete ? null : 1)
            .withConditions(
                new JobCondition(now, now, "", reason, "True", before),
                new JobCondition(now, now, "", reason, "True", condition))
            .build();
    client.resource(new JobBuilder(job).withStatus(status).build()).updateStatus();
  }

  /** Whether the pod's failure policy makes this end the Job. */
  private static boolean isFailure(Job job, Pod pod) {
    if (!phase(pod).equals(Optional.of("Failed"))) {
      return false;
    }
    int exitCode =
        pod.getStatus().getContainerStatuses().getFirst().getState().getTerminated().getExitCode();
    boolean disrupted =
        pod.getStatus().getConditions().stream()
            .anyMatch(condition -> "DisruptionTarget".equals(condition.getType()));
    return job.getSpec().getPodFailurePolicy().getRules().stream()
        .filter(rule ->
            rule.getOnExitCodes() == null
                ? disrupted
                : rule.getOnExitCodes().getValues().contains(exitCode))
        .findFirst()
        .map(rule -> !"Ignore".equals(rule.getAction()))
        .orElse(true);
  }

  private static Optional<String> phase(Pod pod) {
    return Optional.ofNullable(pod.getStatus().getPhase())
        .filter(phase -> "Succeeded".equals(phase) || "Failed".equals(phase));
  }

  private static boolean isFinished(Job job) {
    return job.getStatus() != null
        && job.getStatus().getConditions().stream()
            .anyMatch(condition ->
                "Complete".equals(condition.getType()) || "Failed".equals(condition.getType()));
  }

  private static boolean isOf(Job job, Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> job.getMetadata().getUid().equals(owner.getUid()));
  }
}
