package dev.lathe.crds;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;

/**
 * How Flux and others read the status of a custom resource: the rules of {@code
 * sigs.k8s.io/cli-utils/pkg/kstatus}, in their order.
 */
enum Kstatus {
  IN_PROGRESS,
  FAILED,
  CURRENT;

  static Kstatus of(CompressionJob job) {
    CompressionJobStatus status = job.getStatus();
    Long observed = status == null ? null : status.observedGeneration();
    if (observed != null && !observed.equals(job.getMetadata().getGeneration())) {
      return IN_PROGRESS;
    }
    List<Condition> conditions =
        Optional.ofNullable(status)
            .flatMap(known -> Optional.ofNullable(known.conditions()))
            .orElse(List.of());
    for (Condition condition : conditions) {
      boolean holds = condition.getStatus().equals("True");
      switch (condition.getType()) {
        case "Reconciling" -> {
          if (holds) {
            return IN_PROGRESS;
          }
        }
        case "Stalled" -> {
          if (holds) {
            return FAILED;
          }
        }
        case "Ready" -> {
          return holds ? CURRENT : IN_PROGRESS;
        }
        default -> {}
      }
    }
    return CURRENT;
  }
}
