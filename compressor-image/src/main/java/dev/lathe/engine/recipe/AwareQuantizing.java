package dev.lathe.engine.recipe;

import dev.lathe.engine.graph.Model;
import dev.lathe.engine.recipe.AwarePlan.Goal;
import dev.lathe.engine.technique.distillation.Distillation;
import dev.lathe.engine.technique.distillation.DistillationConfig;
import dev.lathe.engine.technique.quantization.AwareQuantized;
import dev.lathe.engine.technique.quantization.AwareQuantizer;
import dev.lathe.engine.technique.quantization.AwareTraining;
import dev.lathe.engine.technique.quantization.Awareness;
import dev.lathe.engine.technique.quantization.ProgressListener;
import dev.lathe.engine.train.NamePatterns;
import dev.lathe.engine.train.Objective;
import dev.lathe.engine.train.loss.Supervised;
import dev.lathe.engine.wording.Count;
import java.util.List;
import java.util.Optional;

/** Quantizes, and trains with the rounding that comes of it. */
final class AwareQuantizing {
  /** Ranges that never move would be frozen before they are found. */
  private static final double EARLIEST_FREEZE = 1e-12;

  /** Room for what the model said before it was quantized. */
  private static final long CACHE_BYTES = 4L << 30;

  private final Bench bench;
  private final StepTraining training;

  AwareQuantizing(Bench bench, int index) {
    this.bench = bench;
    training = new StepTraining(bench, index);
  }

  Applied apply(Step.Quantize step, AwarePlan aware, Model model) {
    return bench
        .inputs()
        .blaming(
            Optional.of(training.opened()),
            () ->
                training.naming(
                    () -> Quantizing.explaining(model, () -> quantized(step, aware, model))));
  }

  private Applied quantized(Step.Quantize step, AwarePlan aware, Model model) {
    NamePatterns.require(model.graph(), aware.training().config());
    return switch (aware.goal()) {
      case Goal.Labels(LossPlan loss) ->
          quantized(
              step,
              aware,
              model,
              new Supervised(loss.loss(), loss.output(), training.field("awareness.loss")));
      case Goal.Source(DistillPlan.Logits logits) -> {
        Teaching teaching = new Teaching(bench, training, aware.training().config().length());
        DistillationConfig config =
            new DistillationConfig(teaching.logits(logits), List.of(), List.of());
        try (Distillation objective =
            teaching.by(config, List.of(model), CACHE_BYTES, training.field("awareness.distill"))) {
          yield quantized(step, aware, model, objective);
        }
      }
    };
  }

  private Applied quantized(Step.Quantize step, AwarePlan aware, Model model, Objective objective) {
    AwareTraining how =
        new AwareTraining(
            new Awareness(aware.scales(), Math.max(EARLIEST_FREEZE, aware.freezeRangesAt())),
            objective,
            training.data(),
            aware.training().config(),
            training.run());
    AwareQuantized done =
        AwareQuantizer.quantize(
            model,
            step.config(bench.target()),
            Quantizing.activations(bench).orElseThrow(),
            how,
            this::tell);
    String result = Count.of(done.quantized().layers().size(), "layer") + " quantized";
    bench.teller().report(Stage.QUANTIZE, 1, result);
    return Quantizing.applied(
        bench, model, done.quantized(), Optional.of(training.report(done.history())));
  }

  /** What is rewritten before the training prepares it; the result is written behind it. */
  private void tell(ProgressListener.Stage stage, double fraction, String message) {
    switch (stage) {
      case CALIBRATE -> bench.teller().report(Stage.CALIBRATE, fraction, message);
      case QUANTIZE -> bench.teller().report(Stage.CALIBRATE, 1, message);
    }
  }
}
