package dev.lathe.operator.observe;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** How far the engine in a pod is. */
public sealed interface PodStage {
  /** It has not started. */
  record Waiting(Wait why) implements PodStage {}

  /** It runs. */
  record Running(Instant since) implements PodStage {}

  /**
   * It has ended, or never will start.
   *
   * @param exitCode empty where no container ran
   * @param message what it left, or the end of its log; what the node says where no container ran
   * @param times empty where no container ran
   */
  record Ended(OptionalInt exitCode, String message, Cause cause, Optional<Times> times)
      implements PodStage {
    /** Whether the Job replaces the pod without counting it as a failure. */
    public boolean isInterruption() {
      return cause == Cause.DISRUPTED || exitCode.equals(OptionalInt.of(50));
    }
  }

  /** When a container ran. */
  record Times(Instant start, Instant end) {}

  /** What ended a pod. */
  enum Cause {
    /** The engine itself. */
    EXIT,
    /** The kernel: the memory limit did not suffice. */
    OUT_OF_MEMORY,
    /** Someone deleted the pod. */
    DELETED,
    /** The cluster needed the node, or lost it. */
    DISRUPTED
  }
}
