package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a convolution, a product with a matrix, or a fully connected layer has as weights. */
final class LayerWeights {
  /** A bias is an int32 in units of the scale of the sums; this much of it is used at most. */
  private static final double LARGEST_BIAS = Integer.MAX_VALUE * 0.99;

  private final Node node;
  private final Tensor weights;
  private final Weights.Granularity granularity;

  LayerWeights(Node node, Tensor weights, Weights.Granularity granularity) {
    this.node = node;
    this.weights = weights;
    this.granularity = granularity;
  }

  static boolean isLayer(Node node) {
    return node.is("Conv") || node.is("ConvTranspose") || node.is("MatMul") || node.is("Gemm");
  }

  /** Returns why a layer cannot be quantized, or empty if it can. */
  static Optional<String> obstacle(Node node, Tensor weights) {
    if (node.is("MatMul") && weights.shape().rank() != 2) {
      return Optional.of("its weights are no matrix: " + weights.shape());
    }
    if (node.is("Gemm")
        && (node.floatAttribute("alpha", 1) != 1
            || node.floatAttribute("beta", 1) != 1
            || node.intAttribute("transA", 0) != 0)) {
      return Optional.of("it scales or transposes its operands");
    }
    return Optional.empty();
  }

  /** Returns the axis of output channels; -1 if one scale is to serve all. */
  int axis() {
    if (granularity == Weights.Granularity.PER_TENSOR) {
      return -1;
    }
    return switch (node.opType()) {
      case "Conv" -> 0;
      // with groups an index of axis 1 stands for a channel of each group
      case "ConvTranspose" -> node.intAttribute("group", 1) == 1 ? 1 : -1;
      case "Gemm" -> node.intAttribute("transB", 0) == 1 ? 0 : 1;
      default -> 1;
    };
  }

  /**
   * Quantizes the weights, their scales large enough for the bias to fit: it is counted in units of
   * {@code inputScale} times the channel's scale.
   */
  QuantizedWeights quantize(Optional<Tensor> bias, float inputScale, int limit) {
    List<Float> least = new ArrayList<>();
    for (float value : bias.map(Tensor::toFloats).orElseGet(() -> new float[0])) {
      least.add((float) (Math.abs(value) / (LARGEST_BIAS * inputScale)));
    }
    return QuantizedWeights.of(
        node.input(1), weights, new QuantizedWeights.Grid(axis(), limit, least));
  }
}
