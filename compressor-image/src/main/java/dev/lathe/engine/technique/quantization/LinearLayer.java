package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;

/**
 * A node that multiplies an activation, its first input, with constant weights, its second.
 *
 * @param weights FLOAT; a matrix for {@link Kind#MATMUL} and {@link Kind#GEMM}
 */
record LinearLayer(Node node, Kind kind, Tensor weights) {

  /** How the activation meets the weights. */
  enum Kind {
    /** {@code MatMul}: weights [inputs, outputs]. */
    MATMUL,
    /** {@code Gemm} whose first factor is not transposed: weights as MatMul's, or transposed. */
    GEMM,
    /** {@code Conv}: weights [outputs, inputs / group, ...]. */
    CONV,
    /** {@code ConvTranspose}: weights [inputs, outputs / group, ...]. */
    CONV_TRANSPOSE
  }

  /** Returns the name of the value that is multiplied. */
  String input() {
    return node.input(0);
  }

  /** Returns the name of the initializer it is multiplied with. */
  String weightName() {
    return node.input(1);
  }

  /** Returns how reports name this layer. */
  String name() {
    return nameOf(node);
  }

  /** Returns how reports name a node. */
  static String nameOf(Node node) {
    return node.name().isEmpty() ? node.output() : node.name();
  }

  /** Whether weights are a matrix, whose inputs meet the last axis of the activation. */
  boolean isProduct() {
    return kind == Kind.MATMUL || kind == Kind.GEMM;
  }

  /** Whether the matrix is stored as [outputs, inputs]. */
  boolean isTransposed() {
    return kind == Kind.GEMM && node.intAttribute("transB", 0) != 0;
  }

  /** Returns the axis of the weights along which outputs lie; -1 if they lie along none alone. */
  int outputAxis() {
    return switch (kind) {
      case MATMUL -> 1;
      case GEMM -> isTransposed() ? 0 : 1;
      case CONV -> 0;
      // with groups an index of axis 1 stands for a channel of each group
      case CONV_TRANSPOSE -> group() == 1 ? 1 : -1;
    };
  }

  /** Whether each group of a convolution has a single input channel. */
  boolean isDepthwise() {
    return switch (kind) {
      case MATMUL, GEMM -> false;
      case CONV -> group() > 1 && weights.shape().dim(1) == 1;
      case CONV_TRANSPOSE -> group() > 1 && weights.shape().dim(0) == group();
    };
  }

  /** Returns how many multiplications one element of the output takes. */
  long productsPerOutput() {
    return switch (kind) {
      case MATMUL, GEMM -> inputs();
      case CONV -> weights.elementCount() / weights.shape().dim(0);
      case CONV_TRANSPOSE -> weights.elementCount() / (weights.shape().dim(1) * group());
    };
  }

  /** Returns the number of inputs of a product. */
  int inputs() {
    return (int) weights.shape().dim(isTransposed() ? 1 : 0);
  }

  /** Returns the number of outputs of a product. */
  int outputs() {
    return (int) weights.shape().dim(isTransposed() ? 0 : 1);
  }

  /**
   * Returns a product's weights as [inputs, outputs], α of a {@code Gemm} multiplied in; those of a
   * convolution as they are.
   */
  Tensor plainWeights() {
    float alpha = kind == Kind.GEMM ? node.floatAttribute("alpha", 1) : 1;
    if (alpha == 1 && !isTransposed()) {
      return weights;
    }
    float[] source = weights.toFloats();
    float[] plain = new float[source.length];
    int inputs = inputs();
    int outputs = outputs();
    for (int input = 0; input < inputs; input++) {
      for (int output = 0; output < outputs; output++) {
        int from = isTransposed() ? output * inputs + input : input * outputs + output;
        plain[input * outputs + output] = source[from] * alpha;
      }
    }
    return Tensor.ofFloats(Shape.of(inputs, outputs), plain);
  }

  private long group() {
    return node.intAttribute("group", 1);
  }
}
