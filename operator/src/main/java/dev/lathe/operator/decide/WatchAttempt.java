package dev.lathe.operator.decide;

import dev.lathe.crds.ConditionReason;
import dev.lathe.operator.observe.Attempt;
import dev.lathe.operator.observe.ChildJob;
import dev.lathe.operator.observe.Kueue;
import dev.lathe.operator.observe.Observation;
import dev.lathe.operator.observe.PodStage;
import dev.lathe.operator.observe.PodView;
import dev.lathe.operator.observe.Wait;
import java.time.Duration;
import java.util.Optional;

/** Decides what a job needs whose newest attempt is under way. */
final class WatchAttempt {
  private static final Duration AGAIN_FOR_WORKLOAD = Duration.ofSeconds(5);

  private final Rules rules;
  private final Observation seen;
  private final Ledger ledger;
  private final Deadlines deadlines;

  WatchAttempt(Rules rules, Observation seen, Ledger ledger) {
    this.rules = rules;
    this.seen = seen;
    this.ledger = ledger;
    this.deadlines = new Deadlines(seen, ledger);
  }

  Plan next(Attempt attempt) {
    Optional<Situation> end = noProgress().or(deadlines::overrun);
    if (end.isPresent()) {
      return Plan.rest(end.get());
    }
    ChildJob child = attempt.child();
    return seen.isHeld() ? hold(child) : release(attempt).orElseGet(() -> watch(attempt));
  }

  private Optional<Situation> noProgress() {
    if (ledger.interruptions() <= rules.maxInterruptions()) {
      return Optional.empty();
    }
    ConditionReason reason = ConditionReason.NO_PROGRESS;
    String detail =
        "Pods of attempt %d were interrupted %d times without getting any further in between."
            .formatted(
                seen.children().newest().map(Attempt::number).orElse(0), ledger.interruptions());
    return Optional.of(
        new Situation.Failed(reason, Diagnosis.verdict(reason, detail), Optional.empty()));
  }

  /** Kueue decides over a queued child's suspension; it is asked by way of its Workload. */
  private Plan hold(ChildJob child) {
    Situation held = new Situation.Held();
    if (!child.hold().byOwner()) {
      return Plan.act(held, new Decision.Hold(child));
    }
    Optional<Kueue.Workload> workload = seen.kueue().workload();
    if (workload.isPresent() && workload.get().active()) {
      return Plan.act(held, new Decision.Activate(workload.get(), false));
    }
    boolean unknownToKueue = child.hold().queued() && workload.isEmpty();
    return unknownToKueue ? Plan.rest(held).again(AGAIN_FOR_WORKLOAD) : Plan.rest(held);
  }

  /** A child goes on once the status tells that its pod was stopped, and not interrupted. */
  private Optional<Plan> release(Attempt attempt) {
    ChildJob child = attempt.child();
    if (!child.hold().byOwner()) {
      return Optional.empty();
    }
    Optional<Kueue.Workload> inactive =
        seen.kueue().workload().filter(workload -> !workload.active());
    Optional<PodView> ending =
        attempt
            .newestPod()
            .filter(pod -> !pod.isOver())
            .filter(_ -> child.hold().suspended() || inactive.isPresent());
    if (ending.isPresent()) {
      return Optional.of(
          Plan.rest(
              new Situation.Starting(
                  "Pod %s is being stopped; another follows.".formatted(ending.get().name()))));
    }
    Situation starting = new Situation.Starting("Job %s goes on.".formatted(child.name()));
    if (!ledger.equals(Ledger.remembered(seen.memory()))) {
      return Optional.of(Plan.rest(starting).again(Duration.ZERO));
    }
    return Optional.of(
        inactive
            .map(workload -> Plan.act(starting, new Decision.Activate(workload, true)))
            .orElseGet(() -> Plan.act(starting, new Decision.Release(child))));
  }

  private Plan watch(Attempt attempt) {
    Optional<PodView> newest = attempt.newestPod();
    if (newest.filter(WatchAttempt::isAtWork).isPresent()) {
      return deadlines.whileRunning(Plan.rest(new Situation.Running(newest.get().name())));
    }
    if (attempt.child().hold().suspended()) {
      String detail = queueDetail(attempt.child());
      return waiting(new Situation.Queued(detail), detail);
    }
    Wait why =
        newest.isPresent() && newest.get().stage() instanceof PodStage.Waiting waiting
            ? waiting.why()
            : attempt
                .refusal()
                .map(message -> new Wait(ConditionReason.JOB_REFUSED, message))
                .orElseGet(() ->
                    new Wait(
                        ConditionReason.WAITING,
                        "Job %s has no pod yet.".formatted(attempt.child().name())));
    return waiting(new Situation.Waiting(why), why.detail());
  }

  /** An engine that ended counts as running until its Job has drawn the consequence. */
  private static boolean isAtWork(PodView pod) {
    return switch (pod.stage()) {
      case PodStage.Running _ -> true;
      case PodStage.Waiting _ -> false;
      case PodStage.Ended ended ->
          !ended.isInterruption() && ended.cause() != PodStage.Cause.DELETED;
    };
  }

  private String queueDetail(ChildJob child) {
    if (!child.hold().queued()) {
      return "Job %s was suspended, and not by Lathe.".formatted(child.name());
    }
    return seen.kueue().installed()
        ? "Job %s waits in a queue.".formatted(child.name())
        : "Job %s waits in a queue, but this cluster has no Kueue: install it, or create the job"
                .formatted(child.name())
            + " again without a queue.";
  }

  private Plan waiting(Situation situation, String trouble) {
    return deadlines
        .overdue(trouble)
        .map(Plan::rest)
        .orElseGet(() -> deadlines.whileWaiting(Plan.rest(situation)));
  }
}
