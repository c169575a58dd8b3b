package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Takes the mean error that rounded weights make on the data out of a layer's bias.
 *
 * <p>Source: Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias
 * Correction", ICCV 2019, section 4.2 (arXiv:1906.04721). Departs in two points: the means of
 * inputs are those of the calibration data, not of batch normalizations; and a convolution's zero
 * padding counts as data like any other.
 */
final class BiasCorrection {
  private BiasCorrection() {}

  /**
   * Returns by how much each output of a layer is too small in the mean.
   *
   * @param rounded as {@link WeightRounding} has them
   * @param means of the input, by channel
   */
  static float[] shortfall(LinearLayer layer, QuantizedWeights rounded, List<Double> means) {
    float[] original = layer.plainWeights().toFloats();
    float[] restored = rounded.dequantized();
    int outputs = layer.isProduct() ? layer.outputs() : (int) layer.weights().shape().dim(0);
    double[] missing = new double[outputs];
    if (layer.isProduct()) {
      for (int i = 0; i < original.length; i++) {
        missing[i % outputs] += ((double) original[i] - restored[i]) * means.get(i / outputs);
      }
    } else {
      Shape shape = layer.weights().shape();
      int inner = (int) shape.product(2, shape.rank());
      int width = (int) shape.dim(1);
      int outputsOfGroup = outputs / (int) layer.node().intAttribute("group", 1);
      for (int i = 0; i < original.length; i++) {
        int output = i / inner / width;
        int channel = output / outputsOfGroup * width + i / inner % width;
        missing[output] += ((double) original[i] - restored[i]) * means.get(channel);
      }
    }
    float[] shortfall = new float[outputs];
    for (int output = 0; output < outputs; output++) {
      shortfall[output] = (float) missing[output];
    }
    return shortfall;
  }

  /**
   * Returns the name of the constant that a sum behind a {@code MatMul} adds to all its outputs;
   * empty if there is none, or something else reads it too.
   */
  static Optional<String> addedBehind(Model model, GraphIndex index, LinearLayer layer) {
    String product = layer.node().output();
    return index
        .soleConsumer(product)
        .filter(next -> next.is("Add"))
        .map(sum -> sum.input(sum.input(0).equals(product) ? 1 : 0))
        .filter(name -> LinearLayers.isConstant(model, name) && index.consumers(name).size() == 1)
        .filter(name ->
            model
                .graph()
                .initializer(name)
                .filter(bias -> bias.type() == DType.FLOAT)
                .filter(bias -> bias.shape().equals(Shape.of(layer.outputs())))
                .isPresent());
  }

  /** Returns FLOAT [outputs]. */
  static Tensor sum(float[] bias, float[] shortfall) {
    float[] total = shortfall.clone();
    for (int i = 0; i < bias.length; i++) {
      total[i] += bias[i];
    }
    return Tensor.ofFloats(Shape.of(total.length), total);
  }
}
