package dev.lathe.operator.act;

import dev.lathe.crds.CompressionJob;
import dev.lathe.crds.JobRef;
import dev.lathe.operator.desired.Labels;
import dev.lathe.operator.desired.Owner;
import dev.lathe.operator.desired.Queue;
import dev.lathe.operator.observe.Attempt;
import dev.lathe.operator.observe.ChildJob;
import dev.lathe.operator.observe.Children;
import dev.lathe.operator.observe.Kueue;
import dev.lathe.operator.observe.Memory;
import dev.lathe.operator.observe.Observation;
import dev.lathe.operator.observe.PodView;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at a job and its surroundings, once. */
final class Observe {
  private final KubernetesClient client;
  private final KueueApi kueue;
  private final InstantSource clock;

  Observe(KubernetesClient client, KueueApi kueue, InstantSource clock) {
    this.client = client;
    this.kueue = kueue;
    this.clock = clock;
  }

  Observation of(CompressionJob job, Sight sight) {
    Instant now = clock.instant();
    Children children = children(job, sight, now);
    return new Observation(
        now,
        job,
        sight.runtime(Observation.runtimeName(job)).map(runtime -> runtime.getSpec()),
        children,
        kueue(job, children));
  }

  private Children children(CompressionJob job, Sight sight, Instant now) {
    List<Job> jobs = jobs(job, sight);
    List<Pod> pods =
        sight.pods(job).stream().sorted(Comparator.comparing(Observe::creation)).toList();
    Collection<Event> events = sight.events(job);
    List<Attempt> attempts = new ArrayList<>();
    for (Job child : jobs) {
      String uid = child.getMetadata().getUid();
      List<PodView> own =
          pods.stream()
              .filter(pod -> Owner.controls(uid, pod))
              .map(pod -> PodView.of(pod, about(pod, events)))
              .toList();
      attempts.add(
          new Attempt(
              Labels.attemptOf(child).orElseThrow(),
              ChildJob.of(child, now),
              own,
              refusal(about(child, events))));
    }
    List<PodView> strays =
        pods.stream()
            .filter(pod -> jobs.stream().noneMatch(child -> controls(child, pod)))
            .map(pod -> PodView.of(pod, about(pod, events)))
            .toList();
    return new Children(attempts, strays, Optional.empty());
  }

  /**
   * Returns the job's own children. One that is remembered but not seen is asked for, since what is
   * seen may be older than what was done: taking it for deleted would start a second one.
   */
  private List<Job> jobs(CompressionJob job, Sight sight) {
    List<Job> seen = sight.jobs(job).stream().filter(child -> isChild(job, child)).toList();
    Optional<JobRef> remembered = Memory.of(job).child();
    if (remembered.isEmpty()
        || Memory.of(job).isOver()
        || seen.stream().anyMatch(child -> isNamed(child, remembered.get().name()))) {
      return seen;
    }
    Job asked =
        client
            .batch()
            .v1()
            .jobs()
            .inNamespace(job.getMetadata().getNamespace())
            .withName(remembered.get().name())
            .get();
    return asked == null || !isChild(job, asked)
        ? seen
        : Stream.concat(seen.stream(), Stream.of(asked)).toList();
  }

  private Kueue kueue(CompressionJob job, Children children) {
    boolean queued = Queue.of(job).isPresent();
    Optional<ChildJob> live = children.newest().map(Attempt::child).filter(ChildJob::isLive);
    boolean asks =
        live.filter(child -> Boolean.TRUE.equals(job.getSpec().suspend()) || child.hold().byOwner())
            .isPresent();
    if (!queued && !asks) {
      return new Kueue(false, Optional.empty());
    }
    boolean installed = kueue.isInstalled();
    return new Kueue(
        installed,
        installed && asks
            ? kueue.workload(job.getMetadata().getNamespace(), live.orElseThrow().uid())
            : Optional.empty());
  }

  static boolean isChild(CompressionJob job, HasMetadata child) {
    return Owner.controls(job.getMetadata().getUid(), child) && Labels.attemptOf(child).isPresent();
  }

  private static boolean isNamed(Job child, String name) {
    return name.equals(child.getMetadata().getName());
  }

  private static boolean controls(Job child, Pod pod) {
    return Owner.controls(child.getMetadata().getUid(), pod);
  }

  private static String creation(Pod pod) {
    return String.valueOf(pod.getMetadata().getCreationTimestamp());
  }

  private static List<Event> about(HasMetadata object, Collection<Event> events) {
    String uid = object.getMetadata().getUid();
    return events.stream()
        .filter(event -> uid.equals(event.getInvolvedObject().getUid()))
        .sorted(Comparator.comparing(event -> String.valueOf(event.getLastTimestamp())))
        .toList();
  }

  private static Optional<String> refusal(List<Event> events) {
    return events.stream()
        .filter(event -> "FailedCreate".equals(event.getReason()))
        .map(event -> String.valueOf(event.getMessage()))
        .reduce((first, second) -> second);
  }
}
