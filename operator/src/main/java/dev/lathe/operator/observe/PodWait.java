package dev.lathe.operator.observe;

import dev.lathe.crds.ConditionReason;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a pod waits for.
 *
 * <p>Secrets and claims are not looked up beforehand: the operator has no right to read secrets, so
 * it takes the word of those that have to find them, the scheduler (in a condition) and the node
 * (in an event). Both keep trying, so that the pod starts once what is missing is there.
 */
final class PodWait {
  private static final Pattern SECRET = Pattern.compile("secret \"([^\"]+)\" not found");
  private static final Pattern CLAIM =
      Pattern.compile("persistentvolumeclaim \"[^\"]+\" (not found|is being deleted)");
  private static final Set<String> IMAGE_TROUBLE =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "ImageInspectError",
          "RegistryUnavailable",
          "SignatureValidationFailed");
  private static final Set<String> CONFIG_TROUBLE =
      Set.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError");

  private PodWait() {}

  static Wait of(Pod pod, List<Event> events) {
    String name = pod.getMetadata().getName();
    Optional<PodCondition> unscheduled = unscheduled(pod);
    if (unscheduled.isPresent()) {
      return unscheduled(name, orEmpty(unscheduled.get().getMessage()));
    }
    String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
    if (node == null || node.isEmpty()) {
      return new Wait(ConditionReason.WAITING, "Pod %s waits for a node.".formatted(name));
    }
    return containerTrouble(pod)
        .or(() -> mountTrouble(events))
        .orElseGet(() ->
            new Wait(
                ConditionReason.POD_STARTING,
                "Pod %s is being started on node %s.".formatted(name, node)));
  }

  private static Wait unscheduled(String name, String message) {
    ConditionReason reason =
        CLAIM.matcher(message).find()
            ? ConditionReason.VOLUME_UNAVAILABLE
            : ConditionReason.UNSCHEDULABLE;
    return new Wait(reason, "No node takes pod %s: %s".formatted(name, message));
  }

  private static Optional<Wait> containerTrouble(Pod pod) {
    return waiting(pod)
        .flatMap(waiting -> {
          String reason = orEmpty(waiting.getReason());
          String detail = reason + ": " + orEmpty(waiting.getMessage());
          if (IMAGE_TROUBLE.contains(reason)) {
            return Optional.of(new Wait(ConditionReason.IMAGE_PULL_FAILED, detail));
          }
          if (!CONFIG_TROUBLE.contains(reason)) {
            return Optional.empty();
          }
          return Optional.of(
              SECRET.matcher(detail).find()
                  ? new Wait(ConditionReason.SECRET_NOT_FOUND, detail)
                  : new Wait(ConditionReason.POD_STARTING, detail));
        });
  }

  private static Optional<Wait> mountTrouble(List<Event> events) {
    return events.stream()
        .filter(event -> "FailedMount".equals(event.getReason()))
        .map(event -> orEmpty(event.getMessage()))
        .reduce((first, second) -> second)
        .map(message ->
            SECRET.matcher(message).find()
                ? new Wait(ConditionReason.SECRET_NOT_FOUND, message)
                : new Wait(ConditionReason.VOLUME_UNAVAILABLE, message));
  }

  private static Optional<PodCondition> unscheduled(Pod pod) {
    PodStatus status = pod.getStatus();
    return status == null
        ? Optional.empty()
        : status.getConditions().stream()
            .filter(condition -> "PodScheduled".equals(condition.getType()))
            .filter(condition -> "Unschedulable".equals(condition.getReason()))
            .findFirst();
  }

  private static Optional<ContainerStateWaiting> waiting(Pod pod) {
    PodStatus status = pod.getStatus();
    return status == null
        ? Optional.empty()
        : status.getContainerStatuses().stream()
            .map(container -> container.getState())
            .filter(Objects::nonNull)
            .map(state -> state.getWaiting())
            .filter(Objects::nonNull)
            .findFirst();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
