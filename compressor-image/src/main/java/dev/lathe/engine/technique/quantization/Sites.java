package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.tensor.Tensor;
import java.util.List;

/**
 * What static quantization put into a graph, by the names it has there: where training for
 * quantization puts something else, and writes back what it learnt.
 */
record Sites(List<OfActivation> activations, List<OfWeights> weights, List<OfBias> biases) {
  Sites {
    activations = List.copyOf(activations);
    weights = List.copyOf(weights);
    biases = List.copyOf(biases);
  }

  /**
   * A pair of QuantizeLinear and DequantizeLinear.
   *
   * @param value what is rounded, by its name in the source
   * @param integers between the two
   * @param output of the second
   * @param scale initializer
   */
  record OfActivation(
      String value, String integers, String output, String scale, Range.Affine affine) {

    /** Returns the lowest level, in steps from zero. */
    int low() {
      return switch (affine.type()) {
        case INT8 -> -128 - affine.zeroPoint();
        default -> -affine.zeroPoint();
      };
    }

    int high() {
      return low() + 255;
    }
  }

  /**
   * A DequantizeLinear of a constant: initializers with its integers and scales, and its output.
   */
  record Constant(String integers, String scale, String output) {}

  /**
   * Weights, at the first layer that has them.
   *
   * @param axis of {@link LinearLayer#plainWeights} that scales lie along, if there are several
   * @param limit the largest integer that is used
   */
  record OfWeights(LinearLayer layer, Constant constant, int axis, int limit) {}

  /**
   * The bias of a layer.
   *
   * @param value in floating point
   */
  record OfBias(LinearLayer layer, Tensor value, Constant constant) {}

  /** Returns the pair of an activation. */
  OfActivation activation(String value) {
    return activations.stream()
        .filter(site -> site.value().equals(value))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("'" + value + "' is not rounded"));
  }

  /** Returns the place of weights by the name they have in the source. */
  OfWeights weights(String name) {
    return weights.stream()
        .filter(site -> site.layer().weightName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("'" + name + "' is not rounded"));
  }
}
