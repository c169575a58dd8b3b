package dev.lathe.engine.train;

/** How a model is trained, as the manifest's {@code training} says. */
public record TrainingConfig(
    Length length, Optimizer optimizer, Schedule schedule, Scope scope, Selection selection) {

  /** Returns a training of all weights at a constant rate that keeps the best. */
  public static TrainingConfig of(Length length, Optimizer optimizer) {
    return new TrainingConfig(
        length, optimizer, Schedule.constant(), Scope.all(), Selection.best());
  }

  public TrainingConfig withSchedule(Schedule other) {
    return new TrainingConfig(length, optimizer, other, scope, selection);
  }

  public TrainingConfig withScope(Scope other) {
    return new TrainingConfig(length, optimizer, schedule, other, selection);
  }

  public TrainingConfig withSelection(Selection other) {
    return new TrainingConfig(length, optimizer, schedule, scope, other);
  }
}
