package dev.lathe.operator.act;

import dev.lathe.crds.ClusterCompressionRuntime;
import dev.lathe.crds.CompressionJob;
import dev.lathe.operator.desired.Labels;
import dev.lathe.operator.observe.Observation;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelectorBuilder;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the operator watches beside jobs. Secrets and claims are not among it. */
final class EventSources {
  private static final String RUNTIME_INDEX = "runtime";

  /** Names of children and their pods are made from the job's: job-1, job-1-x7k2p. */
  private static final Pattern CHILD = Pattern.compile("(.+?)-[1-9][0-9]*(-[a-z0-9]{5})?");

  private EventSources() {}

  static List<EventSource<?, CompressionJob>> all(EventSourceContext<CompressionJob> context) {
    return List.of(
        labelled(Job.class, context),
        labelled(Pod.class, context),
        runtimes(context),
        events("mount-events", "Pod", "FailedMount", context),
        events("create-events", "Job", "FailedCreate", context));
  }

  private static <R extends HasMetadata> EventSource<R, CompressionJob> labelled(
      Class<R> type, EventSourceContext<CompressionJob> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(type, CompressionJob.class)
            .withLabelSelector(Labels.JOB)
            .withNamespacesInheritedFromController()
            .withSecondaryToPrimaryMapper(child ->
                Labels.jobOf(child)
                    .map(job -> Set.of(id(job, child.getMetadata().getNamespace())))
                    .orElse(Set.of()))
            .build(),
        context);
  }

  private static EventSource<ClusterCompressionRuntime, CompressionJob> runtimes(
      EventSourceContext<CompressionJob> context) {
    context
        .getPrimaryCache()
        .addIndexers(Map.of(RUNTIME_INDEX, job -> List.of(Observation.runtimeName(job))));
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(ClusterCompressionRuntime.class, CompressionJob.class)
            .withWatchAllNamespaces()
            .withPrimaryToSecondaryMapper(
                (CompressionJob job) -> Set.of(new ResourceID(Observation.runtimeName(job))))
            .withSecondaryToPrimaryMapper(runtime ->
                context
                    .getPrimaryCache()
                    .byIndex(RUNTIME_INDEX, runtime.getMetadata().getName())
                    .stream()
                    .map(ResourceID::fromResource)
                    .collect(Collectors.toSet()))
            .build(),
        context);
  }

  private static EventSource<Event, CompressionJob> events(
      String name, String kind, String reason, EventSourceContext<CompressionJob> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(Event.class, CompressionJob.class)
            .withName(name)
            .withFieldSelector(
                new FieldSelectorBuilder()
                    .withField("involvedObject.kind", kind)
                    .withField("reason", reason)
                    .build())
            .withNamespacesInheritedFromController()
            .withSecondaryToPrimaryMapper(EventSources::jobOf)
            .build(),
        context);
  }

  static Set<ResourceID> jobOf(Event event) {
    String name = event.getInvolvedObject().getName();
    Matcher child = CHILD.matcher(name == null ? "" : name);
    return child.matches()
        ? Set.of(id(child.group(1), event.getMetadata().getNamespace()))
        : Set.of();
  }

  private static ResourceID id(String name, String namespace) {
    return new ResourceID(name, namespace);
  }
}
