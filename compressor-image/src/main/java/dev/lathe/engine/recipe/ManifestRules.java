package dev.lathe.engine.recipe;

import dev.lathe.engine.data.Overlap.Role;
import dev.lathe.engine.evaluate.gate.Gate;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.recipe.grammar.Fields;
import dev.lathe.engine.technique.quantization.Choice;
import dev.lathe.engine.technique.quantization.QuantizationConfig.Mode;
import dev.lathe.engine.technique.quantization.Weights.Rounding;
import java.util.List;

/** What parts of a manifest demand of each other; the CRD has the same rules. */
final class ManifestRules {
  private ManifestRules() {}

  /** Checks a manifest in which every part by itself is well. */
  static void check(Fields spec, Manifest.Inputs inputs, List<Step> recipe, List<Gate> gates) {
    if (!spec.isFaultless()) {
      return; // a part may be missing only because of its own fault
    }
    if (recipe.stream().filter(Step.Quantize.class::isInstance).count() > 1) {
      spec.fault("a model is quantized once: leave one quantize step in the recipe");
    }
    if (!inputs.data().has(Role.CALIBRATION)) {
      recipe.forEach(step -> requireNoCalibration(spec, step));
    }
    checkGates(spec, inputs, gates);
  }

  private static void requireNoCalibration(Fields spec, Step step) {
    switch (step) {
      case Step.FineTune _, Step.Distill _ -> {}
      case Step.Quantize quantize -> {
        if (quantize.mode() == Mode.STATIC) {
          spec.fault(
              "static quantization learns ranges from data: set data.calibration, or set mode to"
                  + " Dynamic");
        } else if (quantize.weights().rounding() == Rounding.COMPENSATED
            || quantize.weights().biasCorrection() == Choice.ON
            || quantize.activations().smoothing() == Choice.ON) {
          spec.fault(
              "smoothing, compensated rounding and bias correction learn from data: set"
                  + " data.calibration, or leave them at Auto");
        }
      }
    }
  }

  private static void checkGates(Fields spec, Manifest.Inputs inputs, List<Gate> gates) {
    for (Gate gate : gates) {
      boolean runs = gate.metric().source() != Metric.Source.MODEL;
      if (runs && !inputs.data().has(Role.EVALUATION)) {
        spec.fault(
            "gate '%s' runs the models: set data.evaluation; only SizeBytes, Parameters, Macs and Sparsity need no data"
                .formatted(gate.name()));
      } else if (gate.metric().source() == Metric.Source.LABELS
          && !inputs
              .data()
              .get(Role.EVALUATION)
              .map(Manifest.DataSource::isLabelled)
              .orElse(false)) {
        spec.fault(
            "gate '%s' needs labels: name those of data.evaluation, or gate on Agreement, which needs none"
                .formatted(gate.name()));
      }
    }
  }
}
