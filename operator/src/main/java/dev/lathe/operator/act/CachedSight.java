package dev.lathe.operator.act;

import dev.lathe.crds.ClusterCompressionRuntime;
import dev.lathe.crds.CompressionJob;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.Collection;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What the informers hold. */
final class CachedSight implements Sight, Recent {
  private final Context<CompressionJob> context;

  CachedSight(Context<CompressionJob> context) {
    this.context = context;
  }

  @Override
  public Optional<ClusterCompressionRuntime> runtime(String name) {
    return context
        .getSecondaryResourcesAsStream(ClusterCompressionRuntime.class)
        .filter(runtime -> name.equals(runtime.getMetadata().getName()))
        .findFirst();
  }

  @Override
  public Collection<Job> jobs(CompressionJob job) {
    return context.getSecondaryResourcesAsStream(Job.class).toList();
  }

  @Override
  public Collection<Pod> pods(CompressionJob job) {
    return context.getSecondaryResourcesAsStream(Pod.class).toList();
  }

  @Override
  public Collection<Event> events(CompressionJob job) {
    return context.getSecondaryResourcesAsStream(Event.class).toList();
  }

  @Override
  public <R extends HasMetadata> R keep(R resource, UnaryOperator<R> write) {
    return context.eventSourceRetriever().getEventSourcesFor(resource.getClass()).isEmpty()
        ? write.apply(resource)
        : context.resourceOperations().resourcePatch(resource, write);
  }
}
