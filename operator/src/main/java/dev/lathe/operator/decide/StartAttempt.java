package dev.lathe.operator.decide;

import dev.lathe.crds.ConditionReason;
import dev.lathe.crds.JobFailure;
import dev.lathe.operator.desired.Inputs;
import dev.lathe.operator.desired.Queue;
import dev.lathe.operator.observe.Children.Refusal;
import dev.lathe.operator.observe.Observation;
import dev.lathe.operator.observe.PodView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Decides whether an attempt may start. */
final class StartAttempt {
  private static final Duration AGAIN_AFTER_REFUSAL = Duration.ofSeconds(30);
  private static final Duration AGAIN_WHILE_ENDING = Duration.ofSeconds(5);

  private final Observation seen;
  private final Deadlines deadlines;

  StartAttempt(Observation seen, Ledger ledger) {
    this.seen = seen;
    this.deadlines = new Deadlines(seen, ledger);
  }

  /**
   * Returns the plan.
   *
   * @param after why the attempt before it failed
   */
  Plan number(int number, Optional<JobFailure> after) {
    Optional<Situation> end = mistake().or(deadlines::overrun);
    if (end.isPresent()) {
      return Plan.rest(end.get());
    }
    Optional<Situation.Rejected> obstacle = obstacle();
    if (obstacle.isPresent()) {
      return waiting(obstacle.get(), obstacle.get().detail());
    }
    if (seen.isHeld()) {
      return Plan.rest(new Situation.Held());
    }
    Optional<Refusal> refusal = seen.children().refusal();
    if (refusal.isPresent()) {
      String message = refusal.get().message();
      return waiting(new Situation.Rejected(ConditionReason.JOB_REFUSED, message), message)
          .again(AGAIN_AFTER_REFUSAL);
    }
    Optional<PodView> leftover = seen.children().leftover();
    if (leftover.isPresent()) {
      String detail =
          "Pod %s of an earlier attempt has not ended yet.".formatted(leftover.get().name());
      return waiting(new Situation.Starting(detail), detail).again(AGAIN_WHILE_ENDING);
    }
    return deadlines
        .overdue("")
        .map(Plan::rest)
        .orElseGet(() ->
            Plan.act(
                new Situation.Starting("The Job of attempt %d is created.".formatted(number)),
                new Decision.StartAttempt(number, after)));
  }

  private Plan waiting(Situation situation, String trouble) {
    return deadlines
        .overdue(trouble)
        .map(Plan::rest)
        .orElseGet(() -> deadlines.whileWaiting(Plan.rest(situation)));
  }

  /** What no change outside the spec can cure; the spec itself never changes. */
  private Optional<Situation> mistake() {
    List<Inputs.Place> local =
        Inputs.of(seen.spec()).stream().filter(Inputs.Place::isLocalFile).toList();
    if (!local.isEmpty()) {
      String fields =
          local.stream()
              .map(place -> "%s (%s)".formatted(place.field(), place.uri()))
              .collect(Collectors.joining(", "));
      return failed(
          ConditionReason.UNSUPPORTED_SOURCE,
          "A pod does not see the files beside the manifest, but these fields name one: %s."
              .formatted(fields));
    }
    return seen.spec().output() == null
        ? failed(ConditionReason.OUTPUT_MISSING, "spec.output is absent, and a pod keeps no files.")
        : Optional.empty();
  }

  private Optional<Situation.Rejected> obstacle() {
    if (Queue.isContradictory(seen.job())) {
      return rejected(
          ConditionReason.QUEUE_CONFLICT,
          "spec.queueName is %s, but the label %s is %s."
              .formatted(
                  seen.spec().queueName(),
                  Queue.LABEL,
                  seen.job().getMetadata().getLabels().get(Queue.LABEL)));
    }
    return seen.runtime().isPresent()
        ? Optional.empty()
        : rejected(
            ConditionReason.RUNTIME_NOT_FOUND,
            "There is no ClusterCompressionRuntime %s."
                .formatted(Observation.runtimeName(seen.job())));
  }

  private static Optional<Situation.Rejected> rejected(ConditionReason reason, String detail) {
    return Optional.of(new Situation.Rejected(reason, detail));
  }

  private static Optional<Situation> failed(ConditionReason reason, String detail) {
    return Optional.of(
        new Situation.Failed(reason, Diagnosis.verdict(reason, detail), Optional.empty()));
  }
}
