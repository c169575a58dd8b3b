package dev.lathe.operator.observe;

import dev.lathe.crds.CompressionJob;
import dev.lathe.crds.CompressionJobStatus;
import dev.lathe.crds.ConditionType;
import dev.lathe.crds.JobRef;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the operator has said of a job before: all that it remembers is in the job's status. */
public record Memory(CompressionJobStatus status) {
  /** Reads a job; one that was never looked at has an empty memory. */
  public static Memory of(CompressionJob job) {
    CompressionJobStatus status = job.getStatus();
    return new Memory(status == null ? CompressionJobStatus.builder().build() : status);
  }

  /** Returns the number of the newest attempt, 0 before the first. */
  public int attempt() {
    return Optional.ofNullable(status.attempt()).orElse(0);
  }

  /** Returns the child of the newest attempt. */
  public Optional<JobRef> child() {
    return Optional.ofNullable(status.jobRef());
  }

  /** Returns since when the job has waited. */
  public Optional<Instant> waitingSince() {
    return Times.parse(status.waitingSince());
  }

  /** Returns when the job ended. */
  public Optional<Instant> completion() {
    return Times.parse(status.completionTime());
  }

  /** Whether the job has ended: that never changes again, whatever becomes of its children. */
  public boolean isOver() {
    return holds(ConditionType.COMPLETE) || holds(ConditionType.FAILED);
  }

  /** Returns all conditions. */
  public List<Condition> conditions() {
    return Optional.ofNullable(status.conditions()).orElse(List.of());
  }

  /** Returns a condition. */
  public Optional<Condition> condition(ConditionType type) {
    return conditions().stream()
        .filter(condition -> type.text().equals(condition.getType()))
        .findFirst();
  }

  private boolean holds(ConditionType type) {
    return condition(type).filter(condition -> "True".equals(condition.getStatus())).isPresent();
  }
}
