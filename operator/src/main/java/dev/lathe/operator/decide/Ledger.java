package dev.lathe.operator.decide;

import dev.lathe.crds.JobPod;
import dev.lathe.crds.ResumePoint;
import dev.lathe.operator.observe.Attempt;
import dev.lathe.operator.observe.Memory;
import dev.lathe.operator.observe.Observation;
import dev.lathe.operator.observe.PodStage;
import dev.lathe.operator.observe.PodView;
import dev.lathe.operator.observe.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long the pods of a job have run, and how often one was interrupted. Each run counts once,
 * even if the operator was away while it went on: runs of a job never overlap, so that whatever
 * started after the newest known run is new.
 *
 * @param activeSeconds of all runs that have ended
 * @param interruptions in the newest attempt; of training that is kept, since it last got further
 * @param run the newest run
 * @param resumePoint how far training that is kept was at an interruption
 */
public record Ledger(
    long activeSeconds, int interruptions, Optional<Run> run, Optional<ResumePoint> resumePoint) {
  /**
   * One run of a pod.
   *
   * @param end empty while it goes on
   */
  public record Run(String pod, String uid, Instant start, Optional<Instant> end) {
    boolean isOpen() {
      return end.isEmpty();
    }
  }

  /** Returns the ledger that the job's status holds. */
  static Ledger remembered(Memory memory) {
    Optional<JobPod> pod = Optional.ofNullable(memory.status().pod());
    return new Ledger(
        Optional.ofNullable(memory.status().activeSeconds()).orElse(0L),
        Optional.ofNullable(memory.status().interruptions()).orElse(0),
        pod.flatMap(known ->
            Times.parse(known.startTime())
                .map(start ->
                    new Run(known.name(), known.uid(), start, Times.parse(known.endTime())))),
        Optional.ofNullable(memory.status().resumePoint()));
  }

  /** Returns the ledger with all that is seen now. */
  public static Ledger of(Observation seen) {
    Memory memory = seen.memory();
    Optional<Attempt> newest = seen.children().newest();
    boolean counts =
        newest
            .filter(attempt -> attempt.child().isLive() && !attempt.child().hold().byOwner())
            .isPresent();
    Ledger ledger = remembered(memory);
    if (newest.filter(attempt -> attempt.number() > memory.attempt()).isPresent()) {
      ledger = new Ledger(ledger.activeSeconds, 0, ledger.run, Optional.empty());
    }
    int interruptionsBefore = ledger.interruptions;
    List<PodView> pods =
        Stream.concat(
                seen.children().attempts().stream().flatMap(attempt -> attempt.pods().stream()),
                seen.children().strays().stream())
            .filter(pod -> start(pod).isPresent())
            .sorted(Comparator.comparing(pod -> start(pod).orElseThrow()))
            .toList();
    for (PodView pod : ledger.sinceNewestRun(pods)) {
      ledger = ledger.with(pod, counts);
    }
    Ledger all = ledger;
    boolean vanished =
        ledger.run.filter(Run::isOpen).isPresent() && pods.stream().noneMatch(all::isOfNewestRun);
    Ledger counted = vanished ? ledger.closed(seen.now(), counts) : ledger;
    return counted.interruptions > interruptionsBefore ? counted.sinceLastProgress(seen) : counted;
  }

  /**
   * Counts an interruption as the first one if training got further before it, and that is kept.
   */
  private Ledger sinceLastProgress(Observation seen) {
    ResumePoint point = ResumePoint.of(seen.memory().status().progress());
    return seen.spec().checkpoint() == null
            || point == null
            || !point.isBeyond(resumePoint.orElse(null))
        ? this
        : new Ledger(activeSeconds, 1, run, Optional.of(point));
  }

  /** Returns how long pods have run until now, the present one included. */
  public Duration active(Instant now) {
    Duration running =
        run.filter(Run::isOpen)
            .map(open -> Duration.between(open.start(), now))
            .orElse(Duration.ZERO);
    return Duration.ofSeconds(activeSeconds).plus(running.isNegative() ? Duration.ZERO : running);
  }

  /** Leaves out what was counted before: all that started before the newest known run. */
  private List<PodView> sinceNewestRun(List<PodView> pods) {
    int newest = pods.stream().map(PodView::uid).toList().indexOf(run.map(Run::uid).orElse(""));
    return newest >= 0
        ? pods.subList(newest, pods.size())
        : pods.stream().filter(pod -> !startedBeforeNewestRun(pod)).toList();
  }

  private boolean startedBeforeNewestRun(PodView pod) {
    return run.map(known -> known.end().orElse(known.start()))
        .filter(last -> start(pod).orElseThrow().isBefore(last))
        .isPresent();
  }

  private Ledger with(PodView pod, boolean counts) {
    Instant start = start(pod).orElseThrow();
    if (isOfNewestRun(pod)) {
      return run.orElseThrow().isOpen() ? closedBy(pod, counts) : this;
    }
    Ledger settled = run.filter(Run::isOpen).isPresent() ? closed(start, counts) : this;
    Run next = new Run(pod.name(), pod.uid(), start, Optional.empty());
    return new Ledger(settled.activeSeconds, settled.interruptions, Optional.of(next), resumePoint)
        .closedBy(pod, counts);
  }

  private boolean isOfNewestRun(PodView pod) {
    return run.filter(known -> known.uid().equals(pod.uid())).isPresent();
  }

  private Ledger closedBy(PodView pod, boolean counts) {
    return pod.stage() instanceof PodStage.Ended ended
        ? closed(
            ended.times().map(PodStage.Times::end).orElseThrow(), counts && ended.isInterruption())
        : this;
  }

  private Ledger closed(Instant end, boolean interrupted) {
    Run open = run.orElseThrow();
    long seconds = Math.max(0, Duration.between(open.start(), end).toSeconds());
    return new Ledger(
        activeSeconds + seconds,
        interruptions + (interrupted ? 1 : 0),
        Optional.of(new Run(open.pod(), open.uid(), open.start(), Optional.of(end))),
        resumePoint);
  }

  private static Optional<Instant> start(PodView pod) {
    return switch (pod.stage()) {
      case PodStage.Waiting _ -> Optional.empty();
      case PodStage.Running running -> Optional.of(running.since());
      case PodStage.Ended ended -> ended.times().map(PodStage.Times::start);
    };
  }
}
