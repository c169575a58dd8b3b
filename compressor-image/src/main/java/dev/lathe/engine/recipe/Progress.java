package dev.lathe.engine.recipe;

import dev.lathe.engine.train.TrainingProgress;
import java.util.Optional;

/**
 * Is told how far a run has come, on the thread that runs it: whoever listens must not take long,
 * and must not fail.
 */
@FunctionalInterface
public interface Progress {

  /** Listens to nothing. */
  Progress SILENT = event -> {};

  void report(Event event);

  /** Tells this listener first, then another. */
  default Progress andThen(Progress other) {
    return event -> {
      report(event);
      other.report(event);
    };
  }

  /**
   * A part of a run.
   *
   * @param step of the recipe it belongs to, from 1; 0 if to none
   */
  record Leg(Stage stage, int step) {

    /** Returns a part that belongs to no step. */
    public static Leg of(Stage stage) {
      return new Leg(stage, 0);
    }
  }

  /**
   * How far a run has come.
   *
   * @param fraction of the leg that is done, in [0, 1]
   * @param percent of the whole run that is done, in [0, 100]
   * @param message a few words on what is being done; may be empty
   * @param training how far a training is, where that is the stage
   */
  record Event(
      Leg leg, double fraction, int percent, String message, Optional<TrainingProgress> training) {
    public Event {
      if (!(fraction >= 0 && fraction <= 1)) {
        throw new IllegalArgumentException("a fraction in [0, 1] expected, found " + fraction);
      }
    }

    /** What happens in any other stage. */
    public Event(Leg leg, double fraction, int percent, String message) {
      this(leg, fraction, percent, message, Optional.empty());
    }

    public Stage stage() {
      return leg.stage();
    }
  }
}
