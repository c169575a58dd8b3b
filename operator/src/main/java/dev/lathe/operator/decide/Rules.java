package dev.lathe.operator.decide;

import java.time.Duration;

/**
 * How patient the operator is.
 *
 * @param maxInterruptions of one attempt; one more ends the job
 * @param firstBackoff between the first attempt and the second; doubled for each further one
 * @param maxBackoff what doubling ends at
 */
public record Rules(int maxInterruptions, Duration firstBackoff, Duration maxBackoff) {
  public Rules {
    if (maxInterruptions < 0) {
      throw new IllegalArgumentException(
          "interruptions are counted from 0, found a limit of " + maxInterruptions);
    }
    if (firstBackoff.isNegative() || maxBackoff.compareTo(firstBackoff) < 0) {
      throw new IllegalArgumentException(
          "back-off grows from 0 or more to its limit, found %s to %s"
              .formatted(firstBackoff, maxBackoff));
    }
  }

  /** Returns how long to wait after the failure of an attempt. */
  Duration backoff(int attempt) {
    Duration wait = firstBackoff;
    for (int i = 1; i < attempt && wait.compareTo(maxBackoff) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(maxBackoff) < 0 ? wait : maxBackoff;
  }
}
