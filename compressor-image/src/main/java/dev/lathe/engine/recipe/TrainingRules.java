package dev.lathe.engine.recipe;

import dev.lathe.engine.data.Overlap.Role;
import dev.lathe.engine.recipe.AwarePlan.Goal;
import dev.lathe.engine.recipe.grammar.Fields;
import java.util.List;
import java.util.Optional;

/** What steps that train demand of other parts of a manifest; the CRD has the same rules. */
final class TrainingRules {
  private TrainingRules() {}

  /** Checks a manifest in which every part by itself is well. */
  static void check(Fields spec, Manifest.DataSources data, List<Step> recipe) {
    if (!spec.isFaultless()) {
      return;
    }
    List<Step> training = recipe.stream().filter(step -> step.training().isPresent()).toList();
    if (!training.isEmpty() && !data.has(Role.TRAINING)) {
      spec.fault("fineTune, distill and quantize with aware learn from data: set data.training");
      return;
    }
    checkLabels(spec, data, training);
    checkTargets(spec, data, training);
    boolean stops =
        training.stream()
            .anyMatch(step ->
                step.training().orElseThrow().config().selection().earlyStopping().isPresent());
    if (stops && !data.has(Role.VALIDATION)) {
      spec.fault("early stopping watches data that is not trained on: set data.validation");
    }
    boolean quantizesEarly =
        recipe.stream().limit(recipe.size() - 1L).anyMatch(Step.Quantize.class::isInstance);
    if (quantizesEarly) {
      spec.fault("what is quantized cannot be trained on: put quantize last");
    }
  }

  private static void checkLabels(Fields spec, Manifest.DataSources data, List<Step> training) {
    if (training.stream().noneMatch(TrainingRules::needsLabels)) {
      return;
    }
    if (isUnlabelled(data.get(Role.TRAINING))) {
      spec.fault(
          "the loss compares with labels: name the labels or targets of data.training, or distill"
              + " with softWeight at \"1\", which needs none");
    }
    if (isUnlabelled(data.get(Role.VALIDATION))) {
      spec.fault(
          "the loss compares with labels: name the labels or targets of data.validation, as those"
              + " of data.training");
    }
  }

  private static boolean isUnlabelled(Optional<Manifest.DataSource> data) {
    return data.map(source -> !source.isLabelled() && !source.isTargeted()).orElse(false);
  }

  private static void checkTargets(Fields spec, Manifest.DataSources data, List<Step> training) {
    boolean targets = data.get(Role.TRAINING).map(Manifest.DataSource::isTargeted).orElse(false);
    if (!targets && training.stream().anyMatch(TrainingRules::needsTargets)) {
      spec.fault(
          "MeanSquaredError, Cosine and Ctc compare with arrays, not with classes: name them by"
              + " npz.targets");
    }
  }

  private static boolean needsLabels(Step step) {
    return switch (step) {
      case Step.FineTune _ -> true;
      case Step.Distill(DistillPlan teaching, TrainingPlan _) ->
          teaching.comparison().outputs() instanceof DistillPlan.Logits logits
              && logits.needsLabels();
      case Step.Quantize quantize ->
          quantize.aware().map(aware -> aware.goal().needsLabels()).orElse(false);
    };
  }

  private static boolean needsTargets(Step step) {
    return switch (step) {
      case Step.FineTune(LossPlan loss, TrainingPlan _) -> loss.needsTargets();
      case Step.Distill _ -> false;
      case Step.Quantize quantize ->
          quantize
              .aware()
              .map(aware ->
                  aware.goal() instanceof Goal.Labels(LossPlan loss) && loss.needsTargets())
              .orElse(false);
    };
  }
}
