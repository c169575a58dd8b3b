package dev.lathe.engine.recipe;

import dev.lathe.engine.recipe.Progress.Event;
import dev.lathe.engine.recipe.Progress.Leg;
import dev.lathe.engine.train.TrainingProgress;
import java.util.Optional;

/**
 * Tells how far a run has come: what works on it says how much of its own is done, and this is
 * where that is on the whole way. The percentage never falls, also where training goes back to a
 * checkpoint.
 */
final class Teller {
  private final Progress listener;
  private final Course course;
  private int step;
  private int percent;

  Teller(Progress listener, Course course) {
    this.listener = listener;
    this.course = course;
  }

  /**
   * Says which step of the recipe is worked on.
   *
   * @param number from 1; 0 for what belongs to none
   */
  void enter(int number) {
    step = number;
  }

  void report(Stage stage, double fraction, String message) {
    report(stage, fraction, message, Optional.empty());
  }

  /** Tells how far a training is. */
  void train(TrainingProgress progress, String message) {
    double fraction = Math.min(1, (double) progress.step() / Math.max(1, progress.steps()));
    report(Stage.TRAIN, fraction, message, Optional.of(progress));
  }

  private void report(
      Stage stage, double fraction, String message, Optional<TrainingProgress> training) {
    Leg leg = new Leg(stage, step);
    percent = Math.max(percent, course.percent(leg, fraction));
    listener.report(new Event(leg, fraction, percent, message, training));
  }
}
