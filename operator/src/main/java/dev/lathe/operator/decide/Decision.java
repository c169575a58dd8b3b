package dev.lathe.operator.decide;

import dev.lathe.crds.JobFailure;
import dev.lathe.operator.observe.ChildJob;
import dev.lathe.operator.observe.Kueue;
import java.util.List;
import java.util.Optional;

/** What is done next to the cluster, besides telling how things stand. */
public sealed interface Decision {
  /** Nothing. */
  record Rest() implements Decision {}

  /**
   * The children of an attempt are created.
   *
   * @param after why the attempt before it failed
   */
  record StartAttempt(int number, Optional<JobFailure> after) implements Decision {}

  /** A child is marked as held for the job's owner and, unless a queue decides, suspended. */
  record Hold(ChildJob child) implements Decision {}

  /** The mark is taken off and, unless a queue decides, the child let go. */
  record Release(ChildJob child) implements Decision {}

  /** Kueue is told whether it may admit a child; it then suspends or resumes the child itself. */
  record Activate(Kueue.Workload workload, boolean active) implements Decision {}

  /** Children that still live are deleted. */
  record Stop(List<ChildJob> children) implements Decision {
    public Stop {
      children = List.copyOf(children);
    }
  }

  /** The job itself is deleted: it ended as long ago as it asked to be kept. */
  record Expire() implements Decision {}
}
