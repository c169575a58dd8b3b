package dev.lathe.engine.recipe;

import dev.lathe.engine.recipe.grammar.Fields;

/** Reads a {@code fineTune} step. */
final class FineTuneReader {
  private FineTuneReader() {}

  static Step read(Fields fields) {
    return new Step.FineTune(
        fields.optional("loss").map(v -> v.object(LossReader::read)).orElse(LossPlan.USUAL),
        fields.required("training").object(TrainingReader::read));
  }
}
