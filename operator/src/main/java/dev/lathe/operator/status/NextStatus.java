package dev.lathe.operator.status;

import dev.lathe.crds.CompressionJobStatus;
import dev.lathe.crds.JobFailure;
import dev.lathe.crds.JobPod;
import dev.lathe.crds.JobProgress;
import dev.lathe.crds.JobRef;
import dev.lathe.crds.JobState;
import dev.lathe.operator.decide.Ledger;
import dev.lathe.operator.decide.Situation;
import dev.lathe.operator.observe.Attempt;
import dev.lathe.operator.observe.EngineResult;
import dev.lathe.operator.observe.Memory;
import dev.lathe.operator.observe.Observation;
import dev.lathe.operator.observe.Times;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The status that tells of a situation. Equal observations give equal statuses. */
public final class NextStatus {
  private final Observation seen;
  private final Situation situation;
  private final Memory memory;

  private NextStatus(Observation seen, Situation situation) {
    this.seen = seen;
    this.situation = situation;
    this.memory = seen.memory();
  }

  /**
   * Returns the status.
   *
   * @param after why the attempt before the newest failed, where that was found out just now
   */
  public static CompressionJobStatus of(
      Observation seen, Situation situation, Optional<JobFailure> after) {
    return situation instanceof Situation.Over
        ? seen.memory().status()
        : new NextStatus(seen, situation).status(after);
  }

  private CompressionJobStatus status(Optional<JobFailure> after) {
    String now = Times.format(seen.now());
    Ledger ledger = Ledger.of(seen);
    Optional<Attempt> newest =
        seen.children().newest().filter(attempt -> attempt.number() >= memory.attempt());
    CompressionJobStatus before = memory.status();
    CompressionJobStatus.Builder next =
        before.toBuilder()
            .observedGeneration(seen.job().getMetadata().getGeneration())
            .state(state())
            .startTime(before.startTime() == null ? now : before.startTime())
            .waitingSince(waitingSince(now))
            .activeSeconds(ledger.activeSeconds())
            .interruptions(ledger.interruptions())
            .resumePoint(ledger.resumePoint().orElse(null))
            .pod(pod(ledger))
            .conditions(new Conditions(seen, situation).all());
    newest.ifPresent(attempt -> setAttempt(next, attempt));
    after.ifPresent(next::failure);
    setOutcome(next);
    return (isEnd() ? next.completionTime(now) : next).build();
  }

  private void setAttempt(CompressionJobStatus.Builder next, Attempt attempt) {
    next.attempt(attempt.number())
        .jobRef(new JobRef(attempt.child().name(), attempt.child().uid()));
    if (attempt.number() > memory.attempt()) {
      next.progress(null);
    }
  }

  private void setOutcome(CompressionJobStatus.Builder next) {
    switch (situation) {
      case Situation.Succeeded succeeded -> {
        setResult(next, succeeded.result());
        next.failure(null).progress(done());
      }
      case Situation.Failed failed -> {
        failed.result().ifPresent(result -> setResult(next, result));
        next.failure(failed.failure());
      }
      case Situation.Retrying retrying -> next.failure(retrying.failure());
      case Situation.Rejected _ -> {}
      case Situation.Starting _ -> {}
      case Situation.Held _ -> {}
      case Situation.Queued _ -> {}
      case Situation.Waiting _ -> {}
      case Situation.Running _ -> {}
      case Situation.Over _ -> {}
    }
  }

  private static void setResult(CompressionJobStatus.Builder next, EngineResult result) {
    next.artifact(result.artifact().orElse(null)).sizes(result.sizes().orElse(null));
    if (!result.gates().isEmpty()) {
      next.gates(result.gates());
    }
  }

  private JobProgress done() {
    return new JobProgress(100, null, null, null, Times.format(seen.now()), "100%", null, null);
  }

  private JobState state() {
    return switch (situation) {
      case Situation.Rejected _ -> JobState.PENDING;
      case Situation.Starting _ -> JobState.PENDING;
      case Situation.Waiting _ -> JobState.PENDING;
      case Situation.Queued _ -> JobState.QUEUED;
      case Situation.Held _ -> JobState.SUSPENDED;
      case Situation.Running _ -> JobState.RUNNING;
      case Situation.Retrying _ -> JobState.RETRYING;
      case Situation.Succeeded _ -> JobState.COMPLETE;
      case Situation.Failed failed ->
          GateConditions.isVerdict(failed.reason()) ? JobState.GATES_FAILED : JobState.FAILED;
      case Situation.Over over ->
          throw new IllegalStateException("the state of a job that is over stays as it is");
    };
  }

  private @Nullable String waitingSince(String now) {
    boolean waits = !isEnd() && !seen.isHeld() && !(situation instanceof Situation.Running);
    if (!waits) {
      return null;
    }
    String before = memory.status().waitingSince();
    return before == null ? now : before;
  }

  private boolean isEnd() {
    return situation instanceof Situation.Succeeded || situation instanceof Situation.Failed;
  }

  private static @Nullable JobPod pod(Ledger ledger) {
    return ledger
        .run()
        .map(run ->
            new JobPod(
                run.pod(),
                run.uid(),
                Times.format(run.start()),
                run.end().map(Times::format).orElse(null)))
        .orElse(null);
  }
}
