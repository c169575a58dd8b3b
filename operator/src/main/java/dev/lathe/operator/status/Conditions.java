package dev.lathe.operator.status;

import dev.lathe.crds.ConditionReason;
import dev.lathe.crds.ConditionType;
import dev.lathe.crds.JobFailure;
import dev.lathe.operator.decide.Diagnosis;
import dev.lathe.operator.decide.Situation;
import dev.lathe.operator.observe.Observation;
import dev.lathe.operator.observe.Times;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The conditions of a job, all of them at any time. There is no {@code Ready}, and {@code
 * Reconciling} holds only until the first child exists: tools that wait for a resource to settle
 * take a job for done once it is under way, and for failed while {@code Stalled} holds.
 */
final class Conditions {
  private final Observation seen;
  private final Situation situation;

  Conditions(Observation seen, Situation situation) {
    this.seen = seen;
    this.situation = situation;
  }

  /** Returns all conditions; times of those that do not flip stay as they were. */
  List<Condition> all() {
    List<Condition> all = new ArrayList<>();
    for (ConditionType type : ConditionType.values()) {
      all.add(condition(type, verdict(type)));
    }
    return all;
  }

  private Verdict verdict(ConditionType type) {
    return switch (type) {
      case ACCEPTED -> accepted();
      case SUSPENDED -> suspended();
      case RUNNING -> running();
      case GATES_PASSED -> new GateConditions(seen, situation).gatesPassed();
      case PUBLISHED -> new GateConditions(seen, situation).published();
      case COMPLETE -> complete();
      case FAILED -> failed();
      case RECONCILING -> reconciling();
      case STALLED -> stalled();
    };
  }

  private Condition condition(ConditionType type, Verdict verdict) {
    Optional<Condition> before = seen.memory().condition(type);
    String status = verdict.truth().text();
    String since =
        before
            .filter(condition -> status.equals(condition.getStatus()))
            .map(Condition::getLastTransitionTime)
            .orElseGet(() -> Times.format(seen.now()));
    return new ConditionBuilder()
        .withType(type.text())
        .withStatus(status)
        .withReason(verdict.reason().text())
        .withMessage(verdict.message())
        .withObservedGeneration(seen.job().getMetadata().getGeneration())
        .withLastTransitionTime(since)
        .build();
  }

  private Verdict accepted() {
    return switch (situation) {
      case Situation.Rejected rejected -> refused(rejected.reason(), rejected.detail());
      case Situation.Waiting waiting when waiting.why().isForTheOwner() ->
          refused(waiting.why().reason(), waiting.why().detail());
      case Situation.Failed failed when isMistake(failed.reason()) ->
          Verdict.no(failed.reason(), message(failed));
      case Situation.Failed _ when !isAcceptedBefore() -> kept();
      case Situation.Starting _ when !isAcceptedBefore() ->
          Verdict.unknown(ConditionReason.RESOLVING_REFERENCES);
      default -> Verdict.yes(ConditionReason.ACCEPTED);
    };
  }

  private boolean isAcceptedBefore() {
    return seen.memory()
        .condition(ConditionType.ACCEPTED)
        .filter(condition -> "True".equals(condition.getStatus()))
        .isPresent();
  }

  /** What was wrong with the job's references when its time ran out stays to be read. */
  private Verdict kept() {
    return seen.memory()
        .condition(ConditionType.ACCEPTED)
        .filter(condition -> "False".equals(condition.getStatus()))
        .flatMap(condition ->
            ConditionReason.ofText(condition.getReason())
                .map(reason -> Verdict.no(reason, condition.getMessage())))
        .orElseGet(() -> Verdict.yes(ConditionReason.ACCEPTED));
  }

  private Verdict suspended() {
    if (isOver()) {
      return Verdict.no(ConditionReason.ENDED);
    }
    if (seen.isHeld()) {
      return Verdict.yes(
          ConditionReason.USER_REQUESTED, Diagnosis.sentence(ConditionReason.USER_REQUESTED, ""));
    }
    return situation instanceof Situation.Queued queued
        ? Verdict.yes(
            ConditionReason.QUEUED_BY_KUEUE,
            Diagnosis.sentence(ConditionReason.QUEUED_BY_KUEUE, queued.detail()))
        : Verdict.no(ConditionReason.NOT_SUSPENDED);
  }

  private Verdict running() {
    return switch (situation) {
      case Situation.Running running ->
          Verdict.yes(ConditionReason.POD_RUNNING, "Pod %s runs.".formatted(running.pod()));
      case Situation.Waiting waiting -> refused(waiting.why().reason(), waiting.why().detail());
      case Situation.Queued queued -> Verdict.no(ConditionReason.QUEUED_BY_KUEUE, queued.detail());
      case Situation.Held _ -> Verdict.no(ConditionReason.USER_REQUESTED);
      case Situation.Retrying retrying ->
          Verdict.no(
              ConditionReason.RETRYING,
              "The next attempt starts at %s.".formatted(Times.format(retrying.at())));
      case Situation.Starting starting ->
          Verdict.no(ConditionReason.CREATING_JOB, starting.detail());
      case Situation.Rejected _ -> Verdict.no(ConditionReason.WAITING);
      case Situation.Succeeded _ -> Verdict.no(ConditionReason.ENDED);
      case Situation.Failed _ -> Verdict.no(ConditionReason.ENDED);
      case Situation.Over _ -> Verdict.no(ConditionReason.ENDED);
    };
  }

  private Verdict complete() {
    return switch (situation) {
      case Situation.Succeeded _ -> Verdict.yes(ConditionReason.SUCCEEDED);
      case Situation.Failed failed -> Verdict.no(failed.reason());
      default -> Verdict.no(ConditionReason.IN_PROGRESS);
    };
  }

  private Verdict failed() {
    return switch (situation) {
      case Situation.Succeeded _ -> Verdict.no(ConditionReason.SUCCEEDED);
      case Situation.Failed failed -> Verdict.yes(failed.reason(), message(failed));
      default -> Verdict.no(ConditionReason.IN_PROGRESS);
    };
  }

  private Verdict reconciling() {
    return situation instanceof Situation.Starting starting && seen.memory().attempt() == 0
        ? Verdict.yes(ConditionReason.CREATING_JOB, starting.detail())
        : Verdict.no(ConditionReason.JOB_CREATED, "The newest spec is taken up.");
  }

  private Verdict stalled() {
    return switch (situation) {
      case Situation.Rejected rejected ->
          Verdict.yes(rejected.reason(), Diagnosis.sentence(rejected.reason(), rejected.detail()));
      case Situation.Waiting waiting when waiting.why().isForTheOwner() ->
          Verdict.yes(
              waiting.why().reason(),
              Diagnosis.sentence(waiting.why().reason(), waiting.why().detail()));
      case Situation.Failed failed -> Verdict.yes(failed.reason(), message(failed));
      case Situation.Succeeded _ -> Verdict.no(ConditionReason.SUCCEEDED);
      default -> Verdict.no(ConditionReason.IN_PROGRESS);
    };
  }

  private boolean isOver() {
    return situation instanceof Situation.Succeeded || situation instanceof Situation.Failed;
  }

  private static Verdict refused(ConditionReason reason, String detail) {
    return Verdict.no(reason, Diagnosis.sentence(reason, detail));
  }

  private static boolean isMistake(ConditionReason reason) {
    return reason == ConditionReason.UNSUPPORTED_SOURCE || reason == ConditionReason.OUTPUT_MISSING;
  }

  /** Says how the job ended; where attempts ran out, also why the last one failed. */
  static String message(Situation.Failed failed) {
    JobFailure failure = failed.failure();
    String said = Optional.ofNullable(failure.message()).orElse("");
    return failed.reason().text().equals(failure.reason())
        ? said
        : "%s The last one failed with %s: %s"
            .formatted(failed.reason().description(), failure.reason(), said);
  }
}
