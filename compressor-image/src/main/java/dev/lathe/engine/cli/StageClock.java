package dev.lathe.engine.cli;

import dev.lathe.engine.recipe.Progress.Event;
import dev.lathe.engine.recipe.Progress.Leg;
import dev.lathe.engine.recipe.Stage;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Times stages, and guesses how long the rest will take. */
final class StageClock {
  /** Below this nobody can tell. */
  private static final double TELLING_FRACTION = 0.05;

  private static final Duration TELLING_TIME = Duration.ofSeconds(2);

  private final LongSupplier nanos;
  private Optional<Leg> leg = Optional.empty();
  private long startedNanos;

  /**
   * @param nanos the time, as {@link System#nanoTime} tells it
   */
  StageClock(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Whether the event is of another stage than the last, or of the same for another step. */
  boolean isNew(Event event) {
    return !leg.equals(Optional.of(event.leg()));
  }

  /** Starts a stage if the event is of another one than the last. */
  void see(Event event) {
    if (isNew(event)) {
      leg = Optional.of(event.leg());
      startedNanos = nanos.getAsLong();
    }
  }

  Optional<Stage> stage() {
    return leg.map(Leg::stage);
  }

  /** Returns the time since the stage began. */
  Duration elapsed() {
    return Duration.ofNanos(nanos.getAsLong() - startedNanos);
  }

  /** Returns how long the stage may still take, going on as it did. */
  Optional<Duration> remaining(double fraction) {
    Duration elapsed = elapsed();
    if (fraction < TELLING_FRACTION || elapsed.compareTo(TELLING_TIME) < 0) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos((long) (elapsed.toNanos() * (1 - fraction) / fraction)));
  }
}
