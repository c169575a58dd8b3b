package dev.lathe.operator.desired;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The batch/v1 Job of one attempt. It is created once and its template is never written again: the
 * API server holds it immutable, and Kueue changes it on admission.
 */
public final class EngineJob {
  /**
   * On a child that is suspended because the job's owner asked for it, and not because a queue did:
   * only such a child is ever set going again by the operator.
   */
  public static final String HELD = "compression.lathe.dev/held";

  /** The outcome is copied into the job's status at once; the child stays for its logs. */
  private static final int TTL_SECONDS = 7 * 24 * 3600;

  private EngineJob() {}

  /** Returns the name of an attempt's Job; at most 63 long, as names of jobs are at most 52. */
  public static String name(String job, int attempt) {
    return job + "-" + attempt;
  }

  /** Returns the Job of an attempt; it waits for Kueue where the job names a queue. */
  public static Job desired(AttemptRequest request) {
    Map<String, String> labels = new LinkedHashMap<>(Labels.of(request));
    labels.putAll(Queue.labels(request.job()));
    return new JobBuilder()
        .withNewMetadata()
        .withName(name(request.jobName(), request.number()))
        .withNamespace(request.namespace())
        .withLabels(labels)
        .withOwnerReferences(Owner.reference(request.job()))
        .endMetadata()
        .withNewSpec()
        .withParallelism(1)
        .withCompletions(1)
        .withCompletionMode("NonIndexed")
        .withBackoffLimit(0)
        .withPodFailurePolicy(ExitCodes.policy())
        .withPodReplacementPolicy("Failed")
        .withTtlSecondsAfterFinished(TTL_SECONDS)
        .withSuspend(Queue.of(request.job()).isPresent())
        .withTemplate(EnginePod.desired(request))
        .endSpec()
        .build();
  }
}
