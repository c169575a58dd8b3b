package dev.lathe.operator.observe;

import dev.lathe.operator.desired.EngineJob;
import dev.lathe.operator.desired.Queue;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The batch/v1 Job of an attempt. */
public record ChildJob(String name, String uid, Phase phase, Hold hold) {
  /** Where a child stands. */
  public sealed interface Phase {
    /** It has pods, or will have one. */
    record Active() implements Phase {}

    /** Someone deletes it. */
    record Deleting() implements Phase {}

    /** Its pod exited with 0. */
    record Succeeded() implements Phase {}

    /** The Job controller gave it up. */
    record Failed(Instant at, String message) implements Phase {}
  }

  /**
   * What keeps a child from running.
   *
   * @param suspended whether its pods are not wanted now, whoever said so
   * @param byOwner whether the operator holds it for the job's owner
   * @param queued whether it carries the name of a queue
   */
  public record Hold(boolean suspended, boolean byOwner, boolean queued) {}

  /**
   * Reads a child.
   *
   * @param now when a failure is said to have happened that has no time
   */
  public static ChildJob of(Job job, Instant now) {
    return new ChildJob(
        job.getMetadata().getName(), job.getMetadata().getUid(), phase(job, now), hold(job));
  }

  /** Whether the child has pods, or may get some. */
  public boolean isLive() {
    return phase instanceof Phase.Active || phase instanceof Phase.Deleting;
  }

  private static Hold hold(Job job) {
    Map<String, String> annotations = job.getMetadata().getAnnotations();
    return new Hold(
        Boolean.TRUE.equals(job.getSpec().getSuspend()),
        annotations != null && annotations.containsKey(EngineJob.HELD),
        Queue.holds(job));
  }

  private static Phase phase(Job job, Instant now) {
    if (condition(job, "Complete").isPresent()) {
      return new Phase.Succeeded();
    }
    Optional<JobCondition> failed = condition(job, "Failed");
    if (failed.isPresent()) {
      return new Phase.Failed(
          Times.parse(failed.get().getLastTransitionTime()).orElse(now),
          Optional.ofNullable(failed.get().getMessage()).orElse(""));
    }
    return job.getMetadata().getDeletionTimestamp() == null
        ? new Phase.Active()
        : new Phase.Deleting();
  }

  private static Optional<JobCondition> condition(Job job, String type) {
    List<JobCondition> conditions =
        job.getStatus() == null ? List.of() : job.getStatus().getConditions();
    return conditions.stream()
        .filter(condition -> type.equals(condition.getType()))
        .filter(condition -> "True".equals(condition.getStatus()))
        .findFirst();
  }
}
