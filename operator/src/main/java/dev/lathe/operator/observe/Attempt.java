package dev.lathe.operator.observe;

import java.util.List;
import java.util.Optional;

/**
 * One attempt.
 *
 * @param number from 1
 * @param pods in the order of their creation; those of a child that is gone are strays of the job
 * @param refusal why the Job controller cannot create a pod
 */
public record Attempt(int number, ChildJob child, List<PodView> pods, Optional<String> refusal) {
  public Attempt {
    pods = List.copyOf(pods);
  }

  /** Returns the newest pod. */
  public Optional<PodView> newestPod() {
    return pods.isEmpty() ? Optional.empty() : Optional.of(pods.getLast());
  }

  /** Returns the pod that ended last. */
  public Optional<PodView> endedPod() {
    return pods.reversed().stream().filter(PodView::isOver).findFirst();
  }
}
