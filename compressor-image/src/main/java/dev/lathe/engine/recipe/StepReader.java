package dev.lathe.engine.recipe;

import dev.lathe.engine.recipe.grammar.Fields;
import dev.lathe.engine.recipe.grammar.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads a step of a recipe. */
final class StepReader {
  private StepReader() {}

  /** Returns the step; empty where it does not name one technique. */
  static Optional<Step> read(Fields step) {
    List<Step> named = new ArrayList<>();
    read(step.optional("fineTune"), FineTuneReader::read, named);
    read(step.optional("distill"), DistillReader::read, named);
    read(step.optional("quantize"), QuantizeReader::read, named);
    if (named.size() != 1) {
      step.fault("a step names exactly one technique: set fineTune, distill or quantize");
      return Optional.empty();
    }
    return Optional.of(named.getFirst());
  }

  private static void read(
      Optional<Value> written, Function<Fields, Step> reading, List<Step> named) {
    written.map(value -> value.object(reading)).ifPresent(named::add);
  }
}
