package dev.lathe.operator.decide;

import dev.lathe.crds.ConditionReason;
import dev.lathe.crds.Gate;
import dev.lathe.crds.GateStatus;
import dev.lathe.crds.JobFailure;
import dev.lathe.operator.observe.Attempt;
import dev.lathe.operator.observe.ChildJob;
import dev.lathe.operator.observe.EngineResult;
import dev.lathe.operator.observe.Observation;
import dev.lathe.operator.observe.PodStage;
import dev.lathe.operator.observe.PodView;
import dev.lathe.operator.observe.TerminationMessage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides what follows from an attempt that has ended. */
final class JudgeAttempt {
  private final Rules rules;
  private final Observation seen;
  private final Ledger ledger;

  JudgeAttempt(Rules rules, Observation seen, Ledger ledger) {
    this.rules = rules;
    this.seen = seen;
    this.ledger = ledger;
  }

  /** The engine exited with 0. Nothing is believed without an artifact and every required gate. */
  Plan succeeded(Attempt attempt) {
    Optional<PodView> pod = attempt.endedPod();
    if (pod.isEmpty() || !(pod.get().stage() instanceof PodStage.Ended ended)) {
      String detail =
          "Job %s succeeded, but its pod was gone before its result was read."
              .formatted(attempt.child().name());
      return again(attempt.number(), Diagnosis.lost(detail), seen.now());
    }
    Optional<EngineResult> result = TerminationMessage.parse(ended.message());
    if (result.isEmpty()) {
      return missing(
          pod.get(), "Pod %s ended with exit code 0 and no result.".formatted(pod.get().name()));
    }
    List<String> undecided = undecided(result.get());
    if (result.get().artifact().isEmpty() || !undecided.isEmpty()) {
      String what = undecided.isEmpty() ? "no artifact" : "no pass of gates " + undecided;
      return missing(
          pod.get(),
          "Pod %s says that it succeeded, and names %s.".formatted(pod.get().name(), what));
    }
    return Plan.rest(new Situation.Succeeded(result.get()));
  }

  /** The Job controller gave the attempt up. */
  Plan failed(Attempt attempt, ChildJob.Phase.Failed failed) {
    JobFailure failure = Diagnosis.of(attempt);
    if (!Boolean.TRUE.equals(failure.retryable())) {
      ConditionReason reason =
          ConditionReason.ofText(String.valueOf(failure.reason()))
              .orElse(ConditionReason.ENGINE_ERROR);
      return Plan.rest(new Situation.Failed(reason, failure, result(attempt)));
    }
    return again(attempt.number(), failure, failed.at().plus(rules.backoff(attempt.number())));
  }

  /** The child is gone, and with it all that could tell how it ended. */
  Plan lost(int number) {
    String detail =
        "Job %s was deleted before the job was done."
            .formatted(seen.memory().child().map(child -> child.name()).orElse("?"));
    return again(number, Diagnosis.lost(detail), seen.now());
  }

  private Plan again(int number, JobFailure failure, Instant at) {
    int limit = Optional.ofNullable(seen.spec().backoffLimit()).orElse(2);
    if (number > limit) {
      ConditionReason reason = ConditionReason.BACKOFF_LIMIT_EXCEEDED;
      return Plan.rest(new Situation.Failed(reason, failure, Optional.empty()));
    }
    Optional<Situation> overrun = new Deadlines(seen, ledger).overrun();
    if (overrun.isPresent()) {
      return Plan.rest(overrun.get());
    }
    return seen.now().isBefore(at)
        ? Plan.rest(new Situation.Retrying(failure, at)).again(seen.now(), at)
        : new StartAttempt(seen, ledger).number(number + 1, Optional.of(failure));
  }

  private static Plan missing(PodView pod, String detail) {
    return Plan.rest(
        new Situation.Failed(
            ConditionReason.RESULT_MISSING,
            Diagnosis.resultMissing(pod, detail),
            Optional.empty()));
  }

  private static Optional<EngineResult> result(Attempt attempt) {
    return attempt
        .endedPod()
        .map(PodView::stage)
        .filter(PodStage.Ended.class::isInstance)
        .map(PodStage.Ended.class::cast)
        .flatMap(ended -> TerminationMessage.parse(ended.message()));
  }

  private List<String> undecided(EngineResult result) {
    Map<String, GateStatus> told =
        result.gates().stream().collect(Collectors.toMap(GateStatus::name, Function.identity()));
    return Optional.ofNullable(seen.spec().gates()).orElse(List.of()).stream()
        .filter(gate -> gate.severity() != Gate.Severity.ADVISORY)
        .map(Gate::name)
        .filter(name -> !isPassed(told.get(name)))
        .toList();
  }

  private static boolean isPassed(@Nullable GateStatus gate) {
    return gate != null && gate.outcome() == GateStatus.Outcome.PASSED;
  }
}
