package dev.lathe.operator.desired;

import dev.lathe.crds.CompressionJob;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The Kueue queue of a job: its spec or its label names it. */
public final class Queue {
  /** Label by which Kueue finds the queue of a batch/v1 Job. */
  public static final String LABEL = "kueue.x-k8s.io/queue-name";

  private static final String PRIORITY_LABEL = "kueue.x-k8s.io/priority-class";

  private Queue() {}

  /** Returns the queue; the spec's where both name one. */
  public static Optional<String> of(CompressionJob job) {
    return Optional.ofNullable(job.getSpec().queueName())
        .filter(name -> !name.isEmpty())
        .or(() -> label(job, LABEL));
  }

  /** Whether spec and label name different queues. */
  public static boolean isContradictory(CompressionJob job) {
    Optional<String> queue = of(job);
    return label(job, LABEL).filter(name -> !queue.equals(Optional.of(name))).isPresent();
  }

  /** Whether a child waits for Kueue's word. */
  public static boolean holds(HasMetadata child) {
    return label(child, LABEL).isPresent();
  }

  /** Returns the labels that make Kueue manage a child; none without a queue. */
  static Map<String, String> labels(CompressionJob job) {
    Map<String, String> labels = new LinkedHashMap<>();
    of(job)
        .ifPresent(queue -> {
          labels.put(LABEL, queue);
          label(job, PRIORITY_LABEL).ifPresent(name -> labels.put(PRIORITY_LABEL, name));
        });
    return labels;
  }

  private static Optional<String> label(HasMetadata object, String key) {
    return Optional.ofNullable(object.getMetadata().getLabels())
        .map(labels -> labels.get(key))
        .filter(value -> !value.isEmpty());
  }
}
