package dev.lathe.engine.recipe;

import dev.lathe.engine.recipe.AwarePlan.Goal;
import dev.lathe.engine.technique.quantization.Calibration;
import java.util.ArrayList;
import java.util.List;

/** What a {@code quantize} step says, every default written out. */
final class QuantizeText {
  private QuantizeText() {}

  static List<String> of(Step.Quantize step) {
    List<String> words = new ArrayList<>();
    words.add("mode=" + QuantizeReader.MODE.word(step.mode()));
    words.add("bits=" + step.weights().bits());
    words.add("granularity=" + QuantizeReader.GRANULARITY.word(step.weights().granularity()));
    words.add("range=" + QuantizeReader.RANGE.word(step.weights().range()));
    words.add("rounding=" + QuantizeReader.ROUNDING.word(step.weights().rounding()));
    words.add("biasCorrection=" + QuantizeReader.CHOICE.word(step.weights().biasCorrection()));
    words.add("activations=" + QuantizeReader.TYPE.word(step.activations().type()));
    words.add("smoothing=" + QuantizeReader.CHOICE.word(step.activations().smoothing()));
    Calibration calibration = step.activations().calibration();
    words.add("calibration=" + QuantizeReader.METHOD.word(calibration.method()));
    if (calibration.method() == Calibration.Method.PERCENTILE) {
      words.add("percentile=" + calibration.percentile());
    }
    if (!step.scope().operators().isEmpty()) {
      words.add("operators=" + String.join(",", step.scope().operators()));
    }
    if (!step.scope().exclude().isEmpty()) {
      words.add("exclude=" + String.join(",", step.scope().exclude()));
    }
    words.add("keepFloat=" + QuantizeReader.CHOICE.word(step.scope().keepFloat()));
    step.aware().ifPresent(aware -> words.addAll(of(aware)));
    return words;
  }

  private static List<String> of(AwarePlan aware) {
    List<String> words = new ArrayList<>(List.of("aware"));
    words.add("scales=" + AwareReader.SCALES.word(aware.scales()));
    words.add("freezeRangesAt=" + aware.freezeRangesAt());
    words.addAll(
        switch (aware.goal()) {
          case Goal.Labels(LossPlan loss) -> RecipeText.loss(loss);
          case Goal.Source(DistillPlan.Logits logits) -> DistillText.of(logits);
        });
    return words;
  }
}
