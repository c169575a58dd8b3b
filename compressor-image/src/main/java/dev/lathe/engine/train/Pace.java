package dev.lathe.engine.train;

import java.time.Duration;

/** How fast a training goes: lately, so that a slow start or a pause is soon forgotten. */
final class Pace {
  private static final double WEIGHT_OF_LAST = 0.1;

  private long since = System.nanoTime();
  private double secondsPerStep;
  private double samplesPerStep;

  /** Leaves out the time since the last step, in which none was taken. */
  void resume() {
    since = System.nanoTime();
  }

  /** Counts a step. */
  void took(long samples) {
    long now = System.nanoTime();
    double seconds = (now - since) / 1e9;
    since = now;
    double weight = secondsPerStep == 0 ? 1 : WEIGHT_OF_LAST;
    secondsPerStep += weight * (seconds - secondsPerStep);
    samplesPerStep += weight * (samples - samplesPerStep);
  }

  TrainingProgress progress(History.Point point, Timetable timetable) {
    double seconds = Math.max(secondsPerStep, 1e-9);
    return new TrainingProgress(
        point.epoch(),
        timetable.epochs(),
        point.step(),
        timetable.steps(),
        point.loss(),
        point.learningRate(),
        samplesPerStep / seconds,
        Duration.ofMillis((long) ((timetable.steps() - point.step()) * seconds * 1000)));
  }
}
