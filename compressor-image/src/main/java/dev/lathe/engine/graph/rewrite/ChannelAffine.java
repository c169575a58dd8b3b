package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.Optional;

/**
 * What a batch normalization does in inference: {@code y = x · factor + shift} per channel, with
 * {@code factor = scale / √(variance + ε)} and {@code shift = bias - mean · factor}, in double
 * precision.
 */
final class ChannelAffine {
  private final double[] factor;
  private final double[] shift;

  private ChannelAffine(double[] factor, double[] shift) {
    this.factor = factor;
    this.shift = shift;
  }

  /** Reads the node's parameters; empty unless all four are FLOAT initializers of one extent. */
  static Optional<ChannelAffine> of(Node batchNorm, Graph graph) {
    float[][] parameters = new float[4][];
    for (int i = 0; i < 4; i++) {
      Optional<Tensor> tensor = graph.initializer(batchNorm.input(i + 1));
      if (tensor.isEmpty() || tensor.get().type() != DType.FLOAT) {
        return Optional.empty();
      }
      parameters[i] = tensor.get().toFloats();
      if (parameters[i].length != parameters[0].length) {
        return Optional.empty();
      }
    }
    double epsilon = batchNorm.floatAttribute("epsilon", 1e-5f);
    int channels = parameters[0].length;
    double[] factor = new double[channels];
    double[] shift = new double[channels];
    for (int c = 0; c < channels; c++) {
      factor[c] = parameters[0][c] / Math.sqrt(parameters[3][c] + epsilon);
      shift[c] = parameters[1][c] - parameters[2][c] * factor[c];
    }
    return Optional.of(new ChannelAffine(factor, shift));
  }

  int channels() {
    return factor.length;
  }

  /** Which channel of the result an element of a weight tensor belongs to. */
  interface ChannelOf {
    int channel(int element);
  }

  /** Returns the weights times the factor of their channel. */
  Tensor scale(Tensor weights, ChannelOf channelOf) {
    float[] values = weights.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * factor[channelOf.channel(i)]);
    }
    return Tensor.ofFloats(weights.shape(), values);
  }

  /**
   * Returns the bias [channels] after the normalization.
   *
   * @param bias one number per channel, or one for all
   * @param times a factor the layer multiplies its bias with
   */
  Tensor bias(float[] bias, double times) {
    float[] values = new float[channels()];
    for (int c = 0; c < values.length; c++) {
      double before = times * bias[bias.length == 1 ? 0 : c];
      values[c] = (float) (before * factor[c] + shift[c]);
    }
    return Tensor.ofFloats(Shape.of(values.length), values);
  }
}
