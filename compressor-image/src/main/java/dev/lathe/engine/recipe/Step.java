package dev.lathe.engine.recipe;

import dev.lathe.engine.technique.quantization.InputQuantization;
import dev.lathe.engine.technique.quantization.QuantizationConfig;
import dev.lathe.engine.technique.quantization.QuantizationConfig.Mode;
import dev.lathe.engine.technique.quantization.Scope;
import dev.lathe.engine.technique.quantization.Target;
import dev.lathe.engine.technique.quantization.Weights;
import java.util.Optional;

/** One step of a recipe. */
public sealed interface Step {

  /** Returns the name of the technique in manifests and reports. */
  String technique();

  /** Returns how it trains, if it does. */
  Optional<TrainingPlan> training();

  /** Training on labels or targets. */
  record FineTune(LossPlan loss, TrainingPlan plan) implements Step {
    @Override
    public String technique() {
      return "fineTune";
    }

    @Override
    public Optional<TrainingPlan> training() {
      return Optional.of(plan);
    }
  }

  /** Training a student to answer as its teachers do. */
  record Distill(DistillPlan teaching, TrainingPlan plan) implements Step {
    @Override
    public String technique() {
      return "distill";
    }

    @Override
    public Optional<TrainingPlan> training() {
      return Optional.of(plan);
    }
  }

  /**
   * Quantization to integers.
   *
   * @param aware the training that goes with it; empty: it is done after training
   */
  record Quantize(
      Mode mode,
      Weights weights,
      InputQuantization activations,
      Scope scope,
      Optional<AwarePlan> aware)
      implements Step {
    @Override
    public String technique() {
      return "quantize";
    }

    @Override
    public Optional<TrainingPlan> training() {
      return aware.map(AwarePlan::training);
    }

    /** Returns the configuration for a target. */
    public QuantizationConfig config(Target target) {
      return new QuantizationConfig(mode, weights, activations, scope, target);
    }
  }
}
