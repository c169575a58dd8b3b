package dev.lathe.engine.recipe;

import dev.lathe.engine.technique.quantization.InputQuantization;
import dev.lathe.engine.technique.quantization.QuantizationConfig;
import dev.lathe.engine.technique.quantization.QuantizationConfig.Mode;
import dev.lathe.engine.technique.quantization.Scope;
import dev.lathe.engine.technique.quantization.Target;
import dev.lathe.engine.technique.quantization.Weights;

/** One step of a recipe. */
public sealed interface Step {

  /** Returns the name of the technique in manifests and reports. */
  String technique();

  /** INT8 quantization after training. */
  record Quantize(Mode mode, Weights weights, InputQuantization activations, Scope scope)
      implements Step {
    @Override
    public String technique() {
      return "quantize";
    }

    /** Returns the configuration for a target. */
    public QuantizationConfig config(Target target) {
      return new QuantizationConfig(mode, weights, activations, scope, target);
    }
  }
}
