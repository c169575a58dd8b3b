package dev.lathe.engine.recipe;

import dev.lathe.engine.train.loss.CrossEntropy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A recipe in one line, every default written out: what reports show, what the model itself says of
 * how it was made, and what a checkpoint goes by. Equal recipes give equal lines.
 */
final class RecipeText {
  private RecipeText() {}

  static String of(List<Step> recipe) {
    return recipe.stream().map(RecipeText::of).collect(Collectors.joining("; "));
  }

  private static String of(Step step) {
    List<String> words = new ArrayList<>(List.of(step.technique()));
    words.addAll(
        switch (step) {
          case Step.FineTune(LossPlan loss, TrainingPlan _) -> loss(loss);
          case Step.Distill(DistillPlan teaching, TrainingPlan _) -> DistillText.of(teaching);
          case Step.Quantize quantize -> QuantizeText.of(quantize);
        });
    step.training().ifPresent(plan -> words.addAll(TrainingText.of(plan)));
    return String.join(" ", words);
  }

  static List<String> loss(LossPlan loss) {
    List<String> words = new ArrayList<>();
    words.add("loss=" + loss.loss().name());
    words.addAll(labels(loss));
    return words;
  }

  /** Returns how a loss looks at its output and at labels. */
  static List<String> labels(LossPlan loss) {
    List<String> words = new ArrayList<>();
    loss.output().ifPresent(output -> words.add("output=" + output));
    if (loss.loss() instanceof CrossEntropy(double smoothing, List<Double> weights, boolean _)) {
      words.add("labelSmoothing=" + smoothing);
      if (!weights.isEmpty()) {
        words.add("classWeights=" + joined(weights));
      }
    }
    return words;
  }

  static String joined(List<?> items) {
    return items.stream().map(Object::toString).collect(Collectors.joining(","));
  }
}
