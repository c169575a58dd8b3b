package dev.lathe.operator.decide;

import dev.lathe.operator.observe.Attempt;
import dev.lathe.operator.observe.ChildJob;
import dev.lathe.operator.observe.ChildJob.Phase;
import dev.lathe.operator.observe.Memory;
import dev.lathe.operator.observe.Observation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides what a job needs next: a function of what was seen, and of nothing else. */
public final class Decide {
  private final Rules rules;

  public Decide(Rules rules) {
    this.rules = rules;
  }

  /** Returns where the job stands, and the one step that comes next. */
  public Plan next(Observation seen) {
    Memory memory = seen.memory();
    if (seen.isDeleted()) {
      return Plan.rest(new Situation.Over());
    }
    if (memory.isOver()) {
      return afterTheEnd(seen);
    }
    Ledger ledger = Ledger.of(seen);
    Optional<Attempt> newest = seen.children().newest();
    if (newest.isEmpty() || newest.get().number() < memory.attempt()) {
      return memory.attempt() == 0
          ? new StartAttempt(seen, ledger).number(1, Optional.empty())
          : new JudgeAttempt(rules, seen, ledger).lost(memory.attempt());
    }
    List<ChildJob> elders = eldersOf(newest.get(), seen);
    if (!elders.isEmpty()) {
      return Plan.act(
          new Situation.Starting("Earlier attempts are being stopped."), new Decision.Stop(elders));
    }
    Attempt attempt = newest.get();
    return switch (attempt.child().phase()) {
      case Phase.Active _ -> new WatchAttempt(rules, seen, ledger).next(attempt);
      case Phase.Deleting _ ->
          Plan.rest(
              new Situation.Starting(
                  "Job %s is being deleted; another attempt follows."
                      .formatted(attempt.child().name())));
      case Phase.Succeeded succeeded -> new JudgeAttempt(rules, seen, ledger).succeeded(attempt);
      case Phase.Failed failed -> new JudgeAttempt(rules, seen, ledger).failed(attempt, failed);
    };
  }

  private static Plan afterTheEnd(Observation seen) {
    List<ChildJob> living = live(seen);
    if (!living.isEmpty()) {
      return Plan.act(new Situation.Over(), new Decision.Stop(living));
    }
    Plan over = Plan.rest(new Situation.Over());
    Long seconds = seen.spec().ttlSecondsAfterFinished();
    if (seconds == null) {
      return over;
    }
    Instant end = seen.memory().completion().orElse(seen.now()).plusSeconds(seconds);
    return seen.now().isBefore(end)
        ? over.again(seen.now(), end)
        : Plan.act(new Situation.Over(), new Decision.Expire());
  }

  private static List<ChildJob> eldersOf(Attempt newest, Observation seen) {
    return live(seen).stream().filter(child -> !child.uid().equals(newest.child().uid())).toList();
  }

  private static List<ChildJob> live(Observation seen) {
    return seen.children().attempts().stream()
        .map(Attempt::child)
        .filter(child -> child.phase() instanceof Phase.Active)
        .toList();
  }
}
