package dev.lathe.crds.schema;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;

/** What parts of a job demand of each other. */
public final class JobRules implements SchemaCustomizer.Customizer {
  private static final String FROM_MODEL = "['SizeBytes', 'Parameters', 'Macs', 'Sparsity']";
  private static final String FROM_LABELS = "['Accuracy', 'Top5Accuracy', 'F1']";

  private static final Rule STATIC_NEEDS_DATA =
      new Rule(
          "!self.recipe.exists(step, has(step.quantize) && step.quantize.mode == 'Static')"
              + " || has(self.data) && has(self.data.calibration)",
          "Static quantization learns ranges from data: set data.calibration, or set mode to"
              + " Dynamic.");
  private static final Rule LEARNING_NEEDS_DATA =
      new Rule(
          "has(self.data) && has(self.data.calibration) || !self.recipe.exists(step,"
              + " has(step.quantize) && (has(step.quantize.smoothing) &&"
              + " step.quantize.smoothing == 'Always' || has(step.quantize.weights) &&"
              + " (has(step.quantize.weights.rounding) &&"
              + " step.quantize.weights.rounding == 'Compensated' ||"
              + " has(step.quantize.weights.biasCorrection) &&"
              + " step.quantize.weights.biasCorrection == 'Always')))",
          "Smoothing, compensated rounding and bias correction learn from data: set"
              + " data.calibration, or leave them at Auto.");
  private static final Rule ONE_QUANTIZATION =
      new Rule(
          "self.recipe.filter(step, has(step.quantize)).size() <= 1",
          "A model is quantized once: leave one quantize step in the recipe.");
  private static final Rule GATES_NEED_DATA =
      new Rule(
          "!has(self.gates) || has(self.data) && has(self.data.evaluation)"
              + " || self.gates.all(gate, gate.metric in %s)".formatted(FROM_MODEL),
          "These gates run the models: set data.evaluation. Only SizeBytes, Parameters, Macs and"
              + " Sparsity need no data.");
  private static final Rule GATES_NEED_LABELS =
      new Rule(
          "!has(self.gates) || !has(self.data) || !has(self.data.evaluation)"
              + " || has(self.data.evaluation.images)"
              + " || has(self.data.evaluation.npz) && has(self.data.evaluation.npz.labels)"
              + " || has(self.data.evaluation.idx) && has(self.data.evaluation.idx.labels)"
              + " || has(self.data.evaluation.text) && has(self.data.evaluation.text.labelField)"
              + " || self.gates.all(gate, !(gate.metric in %s))".formatted(FROM_LABELS),
          "Accuracy, Top5Accuracy and F1 need labels: name those of data.evaluation, or gate on"
              + " Agreement, which needs none.");

  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    Properties.addRules(
        schema,
        List.of(
            STATIC_NEEDS_DATA.toValidation(".data"),
            LEARNING_NEEDS_DATA.toValidation(".data"),
            ONE_QUANTIZATION.toValidation(".recipe"),
            GATES_NEED_DATA.toValidation(".data"),
            GATES_NEED_LABELS.toValidation(".data.evaluation")));
    return schema;
  }
}
