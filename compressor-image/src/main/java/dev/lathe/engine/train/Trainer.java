package dev.lathe.engine.train;

import dev.lathe.engine.execute.Placement;
import dev.lathe.engine.execute.TrainingModule;
import dev.lathe.engine.graph.Model;

/** Trains a model. */
public final class Trainer {
  private Trainer() {}

  /**
   * Moves the weights of a model so that an objective comes down.
   *
   * @return the given graph with other initializers, and how it went
   * @throws dev.lathe.engine.failure.EngineException UNSUPPORTED_MODEL if an operator cannot be
   *     trained through, or there is nothing to train; INVALID_MANIFEST or INVALID_DATA naming the
   *     field or the sample that does not fit
   */
  public static Trained train(
      Model model, Objective objective, TrainingData data, TrainingConfig config, TrainingRun run) {
    Objective.Attached attached = objective.attach(model);
    Choice choice = Choice.of(attached, config.scope(), config.optimizer().decaysAll());
    boolean accumulates = config.length().accumulate() > 1;
    try (TrainingModule module =
        TrainingModule.compile(
            attached.model(),
            choice.training(
                attached, config.optimizer(), config.selection().averaging(), accumulates),
            Placement.cpu(run.threads()))) {
      return new Learning(module, objective, attached, config, run, data).run(model);
    }
  }
}
