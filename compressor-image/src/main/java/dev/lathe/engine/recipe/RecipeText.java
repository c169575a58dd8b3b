package dev.lathe.engine.recipe;

import dev.lathe.engine.technique.quantization.Calibration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A recipe in one line, every default written out: what reports show and what the model itself says
 * of how it was made. Equal recipes give equal lines.
 */
final class RecipeText {
  private RecipeText() {}

  static String of(List<Step> recipe) {
    return recipe.stream().map(RecipeText::of).collect(Collectors.joining("; "));
  }

  private static String of(Step step) {
    return switch (step) {
      case Step.Quantize quantize -> of(quantize);
    };
  }

  private static String of(Step.Quantize step) {
    List<String> words = new ArrayList<>();
    words.add("mode=" + StepReader.MODE.word(step.mode()));
    words.add("granularity=" + StepReader.GRANULARITY.word(step.weights().granularity()));
    words.add("range=" + StepReader.RANGE.word(step.weights().range()));
    words.add("rounding=" + StepReader.ROUNDING.word(step.weights().rounding()));
    words.add("biasCorrection=" + StepReader.CHOICE.word(step.weights().biasCorrection()));
    words.add("activations=" + StepReader.TYPE.word(step.activations().type()));
    words.add("smoothing=" + StepReader.CHOICE.word(step.activations().smoothing()));
    Calibration calibration = step.activations().calibration();
    words.add("calibration=" + StepReader.METHOD.word(calibration.method()));
    if (calibration.method() == Calibration.Method.PERCENTILE) {
      words.add("percentile=" + calibration.percentile());
    }
    if (!step.scope().operators().isEmpty()) {
      words.add("operators=" + String.join(",", step.scope().operators()));
    }
    if (!step.scope().exclude().isEmpty()) {
      words.add("exclude=" + String.join(",", step.scope().exclude()));
    }
    words.add("keepFloat=" + StepReader.CHOICE.word(step.scope().keepFloat()));
    return step.technique() + " " + String.join(" ", words);
  }
}
