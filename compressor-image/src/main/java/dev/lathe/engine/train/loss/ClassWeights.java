package dev.lathe.engine.train.loss;

import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.OptionalLong;

/** Weights that losses give classes. */
final class ClassWeights {
  private ClassWeights() {}

  static void requireValid(List<Double> weights) {
    for (double weight : weights) {
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("class weights of at least 0 expected, found " + weight);
      }
    }
    if (!weights.isEmpty() && weights.stream().allMatch(weight -> weight == 0)) {
      throw new IllegalArgumentException("a class weight above 0 expected, found " + weights);
    }
  }

  /** Refuses weights of another number than there are classes. */
  static void requireCount(
      List<Double> weights, OptionalLong classes, Prediction prediction, String field) {
    if (!weights.isEmpty() && classes.isPresent() && weights.size() != classes.getAsLong()) {
      throw LossMisfit.ofOutput(
          field + ".classWeights",
          "a list of " + weights.size(),
          prediction,
          "it has " + classes.getAsLong() + " classes");
    }
  }

  static Tensor tensor(List<Double> weights) {
    float[] values = new float[weights.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = weights.get(i).floatValue();
    }
    return Tensor.ofFloats(Shape.of(values.length), values);
  }
}
