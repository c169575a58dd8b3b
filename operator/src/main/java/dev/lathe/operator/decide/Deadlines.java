package dev.lathe.operator.decide;

import dev.lathe.crds.ConditionReason;
import dev.lathe.operator.observe.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The two deadlines of a job: how long it may run, and how long it may wait for its pod. */
final class Deadlines {
  private final Observation seen;
  private final Ledger ledger;

  Deadlines(Observation seen, Ledger ledger) {
    this.seen = seen;
    this.ledger = ledger;
  }

  /** Returns the verdict on a job that has run for too long. */
  Optional<Situation> overrun() {
    Long limit = seen.spec().activeDeadlineSeconds();
    if (limit == null || ledger.active(seen.now()).compareTo(Duration.ofSeconds(limit)) < 0) {
      return Optional.empty();
    }
    return Optional.of(
        failed(
            ConditionReason.DEADLINE_EXCEEDED,
            "The job has run for %d s; spec.activeDeadlineSeconds is %d."
                .formatted(ledger.active(seen.now()).toSeconds(), limit)));
  }

  /**
   * Returns the verdict on a job that has waited for too long.
   *
   * @param lastTrouble what it waited for
   */
  Optional<Situation> overdue(String lastTrouble) {
    Long limit = seen.spec().pendingDeadlineSeconds();
    if (limit == null || seen.isHeld() || seen.now().isBefore(since().plusSeconds(limit))) {
      return Optional.empty();
    }
    String detail =
        "The job has waited for its pod for %d s; spec.pendingDeadlineSeconds is %d. %s"
            .formatted(Duration.between(since(), seen.now()).toSeconds(), limit, lastTrouble);
    return Optional.of(failed(ConditionReason.PENDING_DEADLINE_EXCEEDED, detail));
  }

  /** Looks again when a running job runs out of time. */
  Plan whileRunning(Plan plan) {
    Long limit = seen.spec().activeDeadlineSeconds();
    return limit == null
        ? plan
        : plan.again(Duration.ofSeconds(limit).minus(ledger.active(seen.now())).plusSeconds(1));
  }

  /** Looks again when a waiting job has waited for too long. */
  Plan whileWaiting(Plan plan) {
    Long limit = seen.spec().pendingDeadlineSeconds();
    return limit == null || seen.isHeld()
        ? plan
        : plan.again(seen.now(), since().plusSeconds(limit));
  }

  private Instant since() {
    return seen.memory().waitingSince().orElse(seen.now());
  }

  private static Situation failed(ConditionReason reason, String detail) {
    return new Situation.Failed(reason, Diagnosis.verdict(reason, detail), Optional.empty());
  }
}
