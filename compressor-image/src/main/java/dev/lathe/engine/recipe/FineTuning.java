package dev.lathe.engine.recipe;

import dev.lathe.engine.graph.Model;
import dev.lathe.engine.train.NamePatterns;
import dev.lathe.engine.train.Trained;
import dev.lathe.engine.train.Trainer;
import dev.lathe.engine.train.loss.Supervised;
import java.util.Optional;

/** Trains on labels or targets. */
final class FineTuning {
  private final Bench bench;
  private final StepTraining training;

  FineTuning(Bench bench, int index) {
    this.bench = bench;
    training = new StepTraining(bench, index);
  }

  Applied apply(Step.FineTune step, Model model) {
    LossPlan loss = step.loss();
    Supervised objective = new Supervised(loss.loss(), loss.output(), training.field("loss"));
    Trained trained =
        bench
            .inputs()
            .blaming(
                Optional.of(training.opened()),
                () ->
                    training.naming(() -> {
                      NamePatterns.require(model.graph(), step.plan().config());
                      return Trainer.train(
                          model, objective, training.data(), step.plan().config(), training.run());
                    }));
    return Applied.trained(trained.model(), training.report(trained.history()));
  }
}
