package dev.lathe.engine.recipe;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;

/** Quantizes, and trains with the rounding that comes of it. */
final class AwareQuantizing {
  private final StepTraining training;

  AwareQuantizing(Bench bench, int index) {
    training = new StepTraining(bench, index);
  }

  Applied apply(Step.Quantize step, AwarePlan aware, Model model) {
    throw new EngineException(
        Reason.INVALID_MANIFEST,
        "%s: this version of Lathe does not train with quantization yet"
            .formatted(training.field("training")));
  }
}
