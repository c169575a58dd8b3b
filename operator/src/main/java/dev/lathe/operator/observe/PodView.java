package dev.lathe.operator.observe;

import dev.lathe.operator.desired.EngineContainer;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One pod of an attempt. */
public record PodView(String name, String uid, PodStage stage) {
  private static final int KILLED = 137;
  private static final int TOLD_TO_STOP = 143;

  /**
   * Reads a pod.
   *
   * @param events about the pod, oldest first
   */
  public static PodView of(Pod pod, List<Event> events) {
    return new PodView(pod.getMetadata().getName(), pod.getMetadata().getUid(), stage(pod, events));
  }

  /** Whether the pod has ended. */
  public boolean isOver() {
    return stage instanceof PodStage.Ended;
  }

  private static PodStage stage(Pod pod, List<Event> events) {
    PodStatus status = pod.getStatus();
    if (status == null) {
      return new PodStage.Waiting(PodWait.of(pod, events));
    }
    Optional<ContainerState> engine = engine(status);
    Optional<ContainerStateTerminated> terminated = engine.map(ContainerState::getTerminated);
    if (terminated.isPresent()) {
      return ended(pod, terminated.get());
    }
    if ("Failed".equals(status.getPhase()) || "Succeeded".equals(status.getPhase())) {
      return endedWithoutContainer(pod, status);
    }
    return engine
        .map(ContainerState::getRunning)
        .flatMap(running -> Times.parse(running.getStartedAt()))
        .<PodStage>map(PodStage.Running::new)
        .orElseGet(() -> new PodStage.Waiting(PodWait.of(pod, events)));
  }

  private static Optional<ContainerState> engine(PodStatus status) {
    return status.getContainerStatuses().stream()
        .filter(container -> EngineContainer.NAME.equals(container.getName()))
        .map(ContainerStatus::getState)
        .filter(state -> state != null)
        .findFirst();
  }

  private static PodStage.Ended ended(Pod pod, ContainerStateTerminated terminated) {
    int exitCode = terminated.getExitCode();
    Optional<Instant> start = Times.parse(terminated.getStartedAt());
    Optional<Instant> end = Times.parse(terminated.getFinishedAt());
    return new PodStage.Ended(
        OptionalInt.of(exitCode),
        Optional.ofNullable(terminated.getMessage()).orElse(""),
        cause(pod, terminated.getReason(), exitCode),
        start.flatMap(from -> end.map(to -> new PodStage.Times(from, to))));
  }

  private static PodStage.Cause cause(Pod pod, String reason, int exitCode) {
    if (isDisrupted(pod)) {
      return PodStage.Cause.DISRUPTED;
    }
    boolean killed = exitCode == KILLED || exitCode == TOLD_TO_STOP;
    if (killed && pod.getMetadata().getDeletionTimestamp() != null) {
      return PodStage.Cause.DELETED;
    }
    return exitCode == KILLED || "OOMKilled".equals(reason)
        ? PodStage.Cause.OUT_OF_MEMORY
        : PodStage.Cause.EXIT;
  }

  private static PodStage.Ended endedWithoutContainer(Pod pod, PodStatus status) {
    String reason = Optional.ofNullable(status.getReason()).orElse("");
    String message = Optional.ofNullable(status.getMessage()).orElse("");
    return new PodStage.Ended(
        OptionalInt.empty(),
        reason.isEmpty() ? message : reason + ": " + message,
        isDisrupted(pod) ? PodStage.Cause.DISRUPTED : PodStage.Cause.DELETED,
        Optional.empty());
  }

  private static boolean isDisrupted(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(condition ->
            "DisruptionTarget".equals(condition.getType()) && "True".equals(condition.getStatus()));
  }
}
