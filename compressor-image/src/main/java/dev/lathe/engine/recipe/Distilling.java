package dev.lathe.engine.recipe;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;

/** Trains a student to answer as its teachers do. */
final class Distilling {
  private final StepTraining training;

  Distilling(Bench bench, int index) {
    training = new StepTraining(bench, index);
  }

  Applied apply(Step.Distill step, Model model) {
    throw new EngineException(
        Reason.INVALID_MANIFEST,
        "%s: this version of Lathe does not distil yet".formatted(training.field("training")));
  }
}
