package dev.lathe.operator.desired;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The labels by which children of jobs are found again. */
public final class Labels {
  /** Name of the CompressionJob. */
  public static final String JOB = "compression.lathe.dev/job";

  /** Number of the attempt. */
  public static final String ATTEMPT = "compression.lathe.dev/attempt";

  private Labels() {}

  /** Returns the labels of all children of an attempt; none are copied from the job. */
  static Map<String, String> of(AttemptRequest request) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("app.kubernetes.io/name", "lathe-engine");
    labels.put("app.kubernetes.io/managed-by", "lathe");
    labels.put(JOB, request.jobName());
    labels.put(ATTEMPT, Integer.toString(request.number()));
    return labels;
  }

  /** Returns the name of the CompressionJob that an object belongs to, as its label says. */
  public static Optional<String> jobOf(HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getLabels()).map(labels -> labels.get(JOB));
  }

  /** Returns the number of the attempt that an object belongs to; empty where it names none. */
  public static OptionalInt attemptOf(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    String text = labels == null ? null : labels.get(ATTEMPT);
    return text == null || !text.matches("[1-9][0-9]{0,8}")
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(text));
  }
}
