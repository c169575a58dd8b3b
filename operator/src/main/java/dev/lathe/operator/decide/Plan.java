package dev.lathe.operator.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a job stands and what is done next.
 *
 * @param recheck after which time to look again even if nothing is reported
 */
public record Plan(Situation situation, Decision decision, Optional<Duration> recheck) {
  static Plan rest(Situation situation) {
    return new Plan(situation, new Decision.Rest(), Optional.empty());
  }

  static Plan act(Situation situation, Decision decision) {
    return new Plan(situation, decision, Optional.empty());
  }

  Plan again(Duration after) {
    Duration soonest = recheck.filter(known -> known.compareTo(after) < 0).orElse(after);
    return new Plan(situation, decision, Optional.of(soonest));
  }

  /** Looks again at a time, but no sooner than in a second. */
  Plan again(Instant now, Instant at) {
    Duration after = Duration.between(now, at);
    return again(after.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : after);
  }
}
