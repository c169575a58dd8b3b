package dev.lathe.operator.desired;

import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the engine's exit codes ask of the Job controller. Codes that no reason has yet are treated
 * by their range, so that a newer engine keeps its meaning under an older operator.
 */
public final class ExitCodes {
  /** The pod was told to stop and wants another one. */
  public static final int INTERRUPTED = 50;

  private static final List<Integer> PERMANENT =
      IntStream.concat(IntStream.rangeClosed(10, 19), IntStream.rangeClosed(30, 39))
          .boxed()
          .toList();

  private ExitCodes() {}

  /** Whether another attempt would end the same way. */
  public static boolean isPermanent(int exitCode) {
    return PERMANENT.contains(exitCode);
  }

  /**
   * Returns the policy of all Jobs: pods that were disrupted or interrupted are replaced without
   * counting, permanent failures end the Job, and all others do so as well, since the Job tries
   * once: each further try is an attempt of its own.
   */
  static PodFailurePolicy policy() {
    return new PodFailurePolicyBuilder()
        .addNewRule()
        .withAction("Ignore")
        .addNewOnPodCondition("True", "DisruptionTarget")
        .endRule()
        .addNewRule()
        .withAction("Ignore")
        .withOnExitCodes(in(List.of(INTERRUPTED)))
        .endRule()
        .addNewRule()
        .withAction("FailJob")
        .withOnExitCodes(in(PERMANENT))
        .endRule()
        .build();
  }

  private static PodFailurePolicyOnExitCodesRequirement in(List<Integer> codes) {
    return new PodFailurePolicyOnExitCodesRequirement(EngineContainer.NAME, "In", codes);
  }
}
