package dev.lathe.engine.recipe;

import dev.lathe.engine.recipe.DistillPlan.Student;
import dev.lathe.engine.technique.distillation.DistillationConfig;
import java.util.ArrayList;
import java.util.List;

/** What a {@code distill} step says, every default written out. */
final class DistillText {
  private DistillText() {}

  static List<String> of(DistillPlan plan) {
    List<String> words = new ArrayList<>();
    words.add(
        "student="
            + switch (plan.student()) {
              case Student.Current _ -> "current";
              case Student.KeepEvery(int blocks) -> "keepEvery:" + blocks;
              case Student.KeepBlocks(List<Integer> blocks) ->
                  "keepBlocks:" + RecipeText.joined(blocks);
              case Student.Given(var source) -> source.uri();
            });
    words.add(
        "teachers="
            + (plan.teachers().isEmpty()
                ? "source"
                : RecipeText.joined(plan.teachers().stream().map(one -> one.uri()).toList())));
    plan.match()
        .forEach(pair -> words.add("match=%s:%s".formatted(pair.student(), pair.teacher())));
    words.addAll(
        switch (plan.comparison().outputs()) {
          case DistillPlan.Logits logits -> of(logits);
          case DistillPlan.Embedding(var pooling) ->
              List.of("embedding", "pooling=" + DistillReader.POOLING.word(pooling));
        });
    for (DistillationConfig.Hint hint : plan.comparison().hints()) {
      words.add(
          "hint=%s:%s:%s:%s"
              .formatted(
                  hint.student(),
                  hint.teacher(),
                  DistillReader.HINT_TYPE.word(hint.type()),
                  hint.weight()));
    }
    return words;
  }

  static List<String> of(DistillPlan.Logits logits) {
    List<String> words = new ArrayList<>(List.of("temperature=" + logits.temperature()));
    words.add(
        "softWeight="
            + (logits.softWeight().isPresent() ? logits.softWeight().getAsDouble() : "Auto"));
    logits.hard().ifPresent(hard -> words.addAll(RecipeText.labels(hard)));
    return words;
  }
}
