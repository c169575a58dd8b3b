package dev.lathe.operator.act;

import dev.lathe.crds.CompressionJob;
import dev.lathe.crds.CompressionJobStatus;
import dev.lathe.crds.JobFailure;
import dev.lathe.operator.decide.Decide;
import dev.lathe.operator.decide.Decision;
import dev.lathe.operator.decide.Plan;
import dev.lathe.operator.decide.Situation;
import dev.lathe.operator.desired.AttemptRequest;
import dev.lathe.operator.desired.ProgressTarget;
import dev.lathe.operator.observe.Attempt;
import dev.lathe.operator.observe.ChildJob;
import dev.lathe.operator.observe.Children;
import dev.lathe.operator.observe.Kueue;
import dev.lathe.operator.observe.Observation;
import dev.lathe.operator.status.News;
import dev.lathe.operator.status.NextStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One pass over a job: look, decide, do, until there is nothing left to do; then tell how things
 * stand. A pass may end after any write, and the next one goes on from what it finds.
 */
final class Loop {
  /** More than the longest chain of steps, which is: stop elders, start, hold, deactivate, tell. */
  private static final int MAX_STEPS = 8;

  private final Decide decide;
  private final Writes writes;
  private final Supplier<Optional<ProgressTarget>> progress;
  private final News news;
  private Observation seen;
  private Optional<JobFailure> after = Optional.empty();

  Loop(
      Decide decide,
      Writes writes,
      Supplier<Optional<ProgressTarget>> progress,
      News news,
      Observation seen) {
    this.decide = decide;
    this.writes = writes;
    this.progress = progress;
    this.news = news;
    this.seen = seen;
  }

  /** Runs the pass and returns after which time to look again even if nothing is reported. */
  Optional<Duration> run() {
    for (int step = 0; step < MAX_STEPS; step++) {
      Plan plan = decide.next(seen);
      switch (plan.decision()) {
        case Decision.Rest _ -> {
          tell(plan.situation());
          if (!isEnd(plan.situation())) {
            return plan.recheck();
          }
        }
        case Decision.StartAttempt start -> {
          if (start(start) && start.after().isEmpty()) {
            return Optional.of(Duration.ZERO);
          }
        }
        case Decision.Hold hold -> replace(writes.hold(seen.job(), hold.child()));
        case Decision.Release release -> replace(writes.release(seen.job(), release.child()));
        case Decision.Activate activate -> activate(activate);
        case Decision.Stop stop -> {
          stop.children().forEach(child -> writes.stop(seen.job(), child));
          seen = seen.with(without(stop.children()));
        }
        case Decision.Expire _ -> {
          writes.expire(seen.job());
          return Optional.empty();
        }
      }
    }
    throw new IllegalStateException(
        "no rest after %d steps, last seen: %s".formatted(MAX_STEPS, seen.children()));
  }

  /**
   * Starts an attempt and returns whether it could. Of a job's first one the status tells in the
   * next pass, so that in a burst of jobs all are started before any is told of.
   */
  private boolean start(Decision.StartAttempt start) {
    AttemptRequest request =
        new AttemptRequest(
            seen.job(), seen.runtime().orElseThrow(), start.number(), progress.get());
    try {
      Job child = writes.start(request);
      seen = seen.with(seen.children().with(start.number(), ChildJob.of(child, seen.now())));
      after = start.after();
      return true;
    } catch (Refused e) {
      seen = seen.with(seen.children().refused(String.valueOf(e.getMessage())));
      return false;
    }
  }

  private void activate(Decision.Activate activate) {
    Kueue.Workload workload = activate.workload();
    writes.activate(seen.job(), workload, activate.active());
    Kueue.Workload changed = new Kueue.Workload(workload.name(), activate.active());
    seen =
        new Observation(
            seen.now(),
            seen.job(),
            seen.runtime(),
            seen.children(),
            new Kueue(true, Optional.of(changed)));
  }

  private void tell(Situation situation) {
    CompressionJobStatus before = seen.memory().status();
    CompressionJobStatus status = NextStatus.of(seen, situation, after);
    if (!status.equals(before)) {
      CompressionJob told = writes.tell(seen.job(), status);
      seen = seen.with(told);
      news.changed(told, before, status);
    }
  }

  /** Replaces a child and keeps what is known of its pods. */
  private void replace(Job child) {
    ChildJob changed = ChildJob.of(child, seen.now());
    List<Attempt> attempts =
        seen.children().attempts().stream()
            .map(attempt ->
                attempt.child().uid().equals(changed.uid())
                    ? new Attempt(attempt.number(), changed, attempt.pods(), attempt.refusal())
                    : attempt)
            .toList();
    seen = seen.with(new Children(attempts, seen.children().strays(), Optional.empty()));
  }

  /** What is stopped has no more say, though its pods may take a while to end. */
  private Children without(List<ChildJob> stopped) {
    Children children = seen.children();
    return new Children(
        children.attempts().stream().filter(attempt -> !stopped.contains(attempt.child())).toList(),
        Stream.concat(
                children.strays().stream(),
                children.attempts().stream()
                    .filter(attempt -> stopped.contains(attempt.child()))
                    .flatMap(attempt -> attempt.pods().stream()))
            .toList(),
        Optional.empty());
  }

  private static boolean isEnd(Situation situation) {
    return situation instanceof Situation.Succeeded || situation instanceof Situation.Failed;
  }
}
