package dev.lathe.engine.data;

import dev.lathe.engine.tensor.Shape;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.SequencedSet;

/** Holds what a data set offers against what a model declares. */
final class InputFit {
  private InputFit() {}

  /**
   * Checks that every input of the model is fed once, and nothing else is.
   *
   * @throws dev.lathe.engine.failure.EngineException INVALID_DATA naming the input
   */
  static void requireNames(List<InputSpec> inputs, List<String> fed) {
    SequencedSet<String> declared = new LinkedHashSet<>();
    inputs.forEach(input -> declared.add(input.name()));
    SequencedSet<String> given = new LinkedHashSet<>();
    for (String name : fed) {
      if (!declared.contains(name)) {
        throw DataFailure.invalid(
            "the model has no input '%s', its inputs are %s".formatted(name, declared));
      }
      if (!given.add(name)) {
        throw DataFailure.invalid("input '%s' is fed twice".formatted(name));
      }
    }
    for (String name : declared) {
      if (!given.contains(name)) {
        throw DataFailure.invalid(
            "input '%s' of the model is missing in the data, which feeds %s"
                .formatted(name, given));
      }
    }
  }

  /** Whether all axes but the first, which counts samples, are as the model declares them. */
  static boolean fits(InputSpec input, Shape array) {
    return input
        .dims()
        .map(axes -> axes.size() == array.rank() && extentsFit(axes, array))
        .orElse(true);
  }

  /** Returns the error of an array that is not what an input takes. */
  static RuntimeException mismatch(InputSpec input, String found) {
    return DataFailure.invalid(
        "input '%s': %s expected, found %s".formatted(input.name(), input.declared(), found));
  }

  private static boolean extentsFit(List<OptionalLong> axes, Shape array) {
    for (int axis = 1; axis < axes.size(); axis++) {
      OptionalLong extent = axes.get(axis);
      if (extent.isPresent() && extent.getAsLong() != array.dim(axis)) {
        return false;
      }
    }
    return true;
  }
}
