package dev.lathe.operator.cluster;

import dev.lathe.crds.ClusterCompressionRuntime;
import dev.lathe.crds.CompressionJob;
import dev.lathe.crds.CompressionJobStatus;
import dev.lathe.operator.given.Given;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A namespace of its own, in which jobs are applied and looked at. */
public final class Project {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final KubernetesClient client;
  private final String namespace;

  private Project(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Creates a namespace. */
  public static Project create(KubernetesClient client) {
    String name = "project-" + COUNT.incrementAndGet();
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return new Project(client, name);
  }

  public String namespace() {
    return namespace;
  }

  /** Makes the runtime that jobs use which name none, and that has no demands. */
  public static void createRuntime(KubernetesClient client) {
    ClusterCompressionRuntime runtime = Given.runtime();
    runtime.getMetadata().setUid(null);
    client.resource(runtime).createOr(existing -> existing.update());
  }

  /** Applies a job like {@link Given#job} gives it. */
  public CompressionJob apply(String name, String... spec) {
    return client.resource(given(name, spec)).create();
  }

  /** Returns a job of this namespace that is not applied yet. */
  public CompressionJob given(String name, String... spec) {
    CompressionJob job = Given.job(spec);
    job.getMetadata().setName(name);
    job.getMetadata().setNamespace(namespace);
    job.getMetadata().setUid(null);
    job.getMetadata().setResourceVersion(null);
    job.getMetadata().setGeneration(null);
    return job;
  }

  /** Returns the job as it is now. */
  public CompressionJob job(String name) {
    return Optional.ofNullable(
            client.resources(CompressionJob.class).inNamespace(namespace).withName(name).get())
        .orElseThrow(() -> new AssertionError("there is no job " + name));
  }

  public boolean exists(String name) {
    return client.resources(CompressionJob.class).inNamespace(namespace).withName(name).get()
        != null;
  }

  public CompressionJobStatus status(String name) {
    return Optional.ofNullable(job(name).getStatus())
        .orElseGet(() -> CompressionJobStatus.builder().build());
  }

  /** Returns status and reason of a condition, as in {@code True/PodRunning}. */
  public String condition(String job, String type) {
    return Optional.ofNullable(status(job).conditions()).orElse(List.of()).stream()
        .filter(condition -> type.equals(condition.getType()))
        .map(condition -> condition.getStatus() + "/" + condition.getReason())
        .findFirst()
        .orElse("absent");
  }

  public String message(String job, String type) {
    return Optional.ofNullable(status(job).conditions()).orElse(List.of()).stream()
        .filter(condition -> type.equals(condition.getType()))
        .map(Condition::getMessage)
        .findFirst()
        .orElse("");
  }

  /** Changes a field of a job's spec that may change. */
  public void patch(String name, String json) {
    client
        .resources(CompressionJob.class)
        .inNamespace(namespace)
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), json);
  }

  public List<Job> children() {
    return client.batch().v1().jobs().inNamespace(namespace).list().getItems();
  }

  public List<Pod> pods() {
    return client.pods().inNamespace(namespace).list().getItems();
  }
}
