package dev.lathe.crds.schema;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What steps that train demand of other parts of a job. */
public final class TrainingRules implements SchemaCustomizer.Customizer {
  private static final String AWARE =
      "has(step.quantize) && has(step.quantize.aware) && step.quantize.aware";
  private static final String AWARE_OF_LABELS =
      AWARE + " && !(has(step.quantize.awareness) && has(step.quantize.awareness.distill))";

  /** The teachers leave a share of the loss to the labels, by the step's own words. */
  private static final String DISTILLS_LABELS =
      "has(step.distill) && (has(step.distill.hard) || has(step.distill.softWeight)"
          + " && double(step.distill.softWeight) < 1.0)";

  private static final String DISTILLS_ITSELF_WITH_LABELS =
      AWARE
          + " && has(step.quantize.awareness) && has(step.quantize.awareness.distill)"
          + " && has(step.quantize.awareness.distill.softWeight)"
          + " && double(step.quantize.awareness.distill.softWeight) < 1.0";
  private static final String LEARNS_FROM_LABELS =
      anyStep("has(step.fineTune)", AWARE_OF_LABELS, DISTILLS_LABELS, DISTILLS_ITSELF_WITH_LABELS);
  private static final String OF_TARGETS = "in ['MeanSquaredError', 'Cosine', 'Ctc']";

  private static final Rule NEEDS_DATA =
      new Rule(
          "has(self.data) && has(self.data.training) || !"
              + anyStep("has(step.fineTune)", "has(step.distill)", AWARE),
          "fineTune, distill and quantize with aware learn from data: set data.training.");
  private static final Rule NEEDS_LABELS =
      new Rule(
          absentOrLabelled("training") + " || !" + LEARNS_FROM_LABELS,
          "The loss compares with labels: name the labels or targets of data.training, or distill"
              + " with softWeight at \"1\", which needs none.");
  private static final Rule NEEDS_LABELS_TO_VALIDATE =
      new Rule(
          absentOrLabelled("validation") + " || !" + LEARNS_FROM_LABELS,
          "The loss compares with labels: name the labels or targets of data.validation, as those"
              + " of data.training.");
  private static final Rule NEEDS_TARGETS =
      new Rule(
          "!has(self.data) || !has(self.data.training)"
              + " || has(self.data.training.npz) && has(self.data.training.npz.targets) || !"
              + anyStep(
                  "has(step.fineTune) && has(step.fineTune.loss)"
                      + " && step.fineTune.loss.type "
                      + OF_TARGETS,
                  AWARE
                      + " && has(step.quantize.awareness) && has(step.quantize.awareness.loss)"
                      + " && step.quantize.awareness.loss.type "
                      + OF_TARGETS),
          "MeanSquaredError, Cosine and Ctc compare with arrays, not with classes: name them by"
              + " npz.targets.");
  private static final Rule STOPPING_NEEDS_VALIDATION =
      new Rule(
          "has(self.data) && has(self.data.validation) || !" + anyTraining("has(%s.earlyStopping)"),
          "Early stopping watches data that is not trained on: set data.validation.");
  private static final Rule QUANTIZED_LAST =
      new Rule(
          "!self.recipe.exists(step, has(step.quantize))"
              + " || has(self.recipe[self.recipe.size() - 1].quantize)",
          "What is quantized cannot be trained on: put quantize last.");

  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    Properties.addRules(
        schema,
        List.of(
            NEEDS_DATA.toValidation(".data"),
            NEEDS_LABELS.toValidation(".data"),
            NEEDS_LABELS_TO_VALIDATE.toValidation(".data"),
            NEEDS_TARGETS.toValidation(".data"),
            STOPPING_NEEDS_VALIDATION.toValidation(".data"),
            QUANTIZED_LAST.toValidation(".recipe")));
    return schema;
  }

  private static String anyStep(String... conditions) {
    return Stream.of(conditions)
        .collect(Collectors.joining(" || ", "self.recipe.exists(step, ", ")"));
  }

  /** Whether what a step says of its training meets a condition on {@code %s}. */
  private static String anyTraining(String condition) {
    return anyStep(
        "has(step.fineTune) && " + condition.formatted("step.fineTune.training"),
        "has(step.distill) && " + condition.formatted("step.distill.training"),
        "has(step.quantize) && has(step.quantize.training) && "
            + condition.formatted("step.quantize.training"));
  }

  private static String absentOrLabelled(String set) {
    String data = "self.data." + set;
    return "!has(self.data) || !has(%1$s) || has(%1$s.images)".formatted(data)
        + " || has(%1$s.npz) && (has(%1$s.npz.labels) || has(%1$s.npz.targets))".formatted(data)
        + " || has(%1$s.idx) && has(%1$s.idx.labels)".formatted(data)
        + " || has(%1$s.text) && has(%1$s.text.labelField)".formatted(data);
  }
}
