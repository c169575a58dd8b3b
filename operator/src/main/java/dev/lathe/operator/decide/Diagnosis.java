package dev.lathe.operator.decide;

import dev.lathe.crds.ConditionReason;
import dev.lathe.crds.JobFailure;
import dev.lathe.operator.desired.ExitCodes;
import dev.lathe.operator.observe.Attempt;
import dev.lathe.operator.observe.ChildJob;
import dev.lathe.operator.observe.EngineResult;
import dev.lathe.operator.observe.PodStage;
import dev.lathe.operator.observe.PodView;
import dev.lathe.operator.observe.TerminationMessage;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Why an attempt failed: what the engine said itself, else what its exit code and pod tell. */
public final class Diagnosis {
  private static final int MESSAGE_LIMIT = 4000;
  private static final int LOG_LIMIT = 4000;

  private Diagnosis() {}

  /** Returns the failure of an attempt whose Job has failed. */
  static JobFailure of(Attempt attempt) {
    Optional<PodView> pod = attempt.endedPod();
    if (pod.isPresent() && pod.get().stage() instanceof PodStage.Ended ended) {
      return TerminationMessage.parse(ended.message())
          .map(result -> told(pod.get(), ended, result))
          .orElseGet(() -> silent(pod.get(), ended));
    }
    String detail =
        attempt.child().phase() instanceof ChildJob.Phase.Failed failed ? failed.message() : "";
    return lost("Job %s left no pod behind. %s".formatted(attempt.child().name(), detail).strip());
  }

  /** Returns the failure of an attempt of which nothing is left to tell. */
  static JobFailure lost(String detail) {
    ConditionReason reason = ConditionReason.POD_LOST;
    return new JobFailure(reason.text(), null, sentence(reason, detail), null, null, true, null);
  }

  /** Returns a failure that the operator itself finds, with a remedy. */
  static JobFailure verdict(ConditionReason reason, String detail) {
    return new JobFailure(reason.text(), null, sentence(reason, detail), null, null, false, null);
  }

  /** Returns what an engine said that ended without an artifact though it should have made one. */
  static JobFailure resultMissing(PodView pod, String detail) {
    ConditionReason reason = ConditionReason.RESULT_MISSING;
    return new JobFailure(
        reason.text(), 0, sentence(reason, detail), null, pod.name(), false, null);
  }

  private static JobFailure told(PodView pod, PodStage.Ended ended, EngineResult result) {
    ConditionReason reason =
        ConditionReason.ofText(result.explanation().reason())
            .filter(said -> said.exitCode().equals(ended.exitCode()))
            .orElseGet(() -> reason(ended));
    return new JobFailure(
        reason.text(),
        boxed(ended.exitCode()),
        sentence(reason, result.explanation().message()),
        result.explanation().stage().orElse(null),
        pod.name(),
        isRetryable(reason, ended),
        null);
  }

  private static JobFailure silent(PodView pod, PodStage.Ended ended) {
    ConditionReason reason = reason(ended);
    boolean ran = ended.exitCode().isPresent();
    String detail =
        ran
            ? "Pod %s ended with exit code %d and left no result."
                .formatted(pod.name(), ended.exitCode().getAsInt())
            : "Pod %s ended before it ran. %s".formatted(pod.name(), ended.message()).strip();
    String log = ran ? tail(ended.message()) : "";
    return new JobFailure(
        reason.text(),
        boxed(ended.exitCode()),
        sentence(reason, detail),
        null,
        pod.name(),
        isRetryable(reason, ended),
        log.isEmpty() ? null : log);
  }

  private static ConditionReason reason(PodStage.Ended ended) {
    return switch (ended.cause()) {
      case OUT_OF_MEMORY -> ConditionReason.OUT_OF_MEMORY;
      case DELETED, DISRUPTED -> ConditionReason.POD_LOST;
      case EXIT ->
          ended.exitCode().isPresent()
              ? ConditionReason.ofExitCode(ended.exitCode().getAsInt())
                  .orElse(ConditionReason.ENGINE_ERROR)
              : ConditionReason.POD_LOST;
    };
  }

  private static boolean isRetryable(ConditionReason reason, PodStage.Ended ended) {
    boolean permanent =
        ended.exitCode().isPresent() && ExitCodes.isPermanent(ended.exitCode().getAsInt());
    return !permanent && (reason.retryable() || reason == ConditionReason.POD_LOST);
  }

  /** Says what happened and what to do about it. */
  public static String sentence(ConditionReason reason, String detail) {
    String happened = detail.isBlank() ? reason.description() : detail.strip();
    String stop = happened.endsWith(".") || happened.endsWith("…") ? " " : ". ";
    String all = reason.remedy().isEmpty() ? happened : happened + stop + reason.remedy();
    return TerminationMessage.cut(all, MESSAGE_LIMIT);
  }

  private static String tail(String log) {
    return log.length() <= LOG_LIMIT ? log : log.substring(log.length() - LOG_LIMIT);
  }

  private static @Nullable Integer boxed(OptionalInt code) {
    return code.isPresent() ? code.getAsInt() : null;
  }
}
