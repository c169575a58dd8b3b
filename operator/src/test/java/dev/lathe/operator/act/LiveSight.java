package dev.lathe.operator.act;

import dev.lathe.crds.ClusterCompressionRuntime;
import dev.lathe.crds.CompressionJob;
import dev.lathe.operator.desired.Labels;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Looks at the API server itself, as an operator does that has just started. */
record LiveSight(KubernetesClient client) implements Sight, Recent {
  @Override
  public Optional<ClusterCompressionRuntime> runtime(String name) {
    return Optional.ofNullable(
        client.resources(ClusterCompressionRuntime.class).withName(name).get());
  }

  @Override
  public Collection<Job> jobs(CompressionJob job) {
    return client
        .batch()
        .v1()
        .jobs()
        .inNamespace(job.getMetadata().getNamespace())
        .withLabel(Labels.JOB, job.getMetadata().getName())
        .list()
        .getItems();
  }

  @Override
  public Collection<Pod> pods(CompressionJob job) {
    return client
        .pods()
        .inNamespace(job.getMetadata().getNamespace())
        .withLabel(Labels.JOB, job.getMetadata().getName())
        .list()
        .getItems();
  }

  @Override
  public Collection<Event> events(CompressionJob job) {
    return client.v1().events().inNamespace(job.getMetadata().getNamespace()).list().getItems();
  }

  @Override
  public <R extends HasMetadata> R keep(R resource, UnaryOperator<R> write) {
    return write.apply(resource);
  }
}
