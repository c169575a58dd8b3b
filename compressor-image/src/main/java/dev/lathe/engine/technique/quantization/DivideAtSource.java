package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Finds which constants to change so that each channel of a value, along its last axis, comes out
 * divided by a positive number. Goes back through what commutes with that, such as {@code Relu}, to
 * a layer normalization or a matrix product.
 */
final class DivideAtSource {
  private final Model model;
  private final GraphIndex index;

  DivideAtSource(Model model) {
    this.model = model;
    index = new GraphIndex(model.graph());
  }

  /**
   * @param readers first outputs of the only nodes that may read the value
   * @param divisors one for each channel
   * @return the constants that have to change, by name; empty if it cannot be done, since something
   *     else reads a value on the way or an operator on it does not commute
   */
  Optional<SequencedMap<String, Tensor>> constants(
      String value, List<String> readers, float[] divisors) {
    SequencedMap<String, Tensor> changed = new LinkedHashMap<>();
    boolean onlyThese =
        !index.isOutput(value)
            && index.consumers(value).stream()
                .allMatch(node -> node.outputs().stream().anyMatch(readers::contains));
    return onlyThese && divide(value, divisors, changed) ? Optional.of(changed) : Optional.empty();
  }

  private boolean divide(String value, float[] divisors, SequencedMap<String, Tensor> changed) {
    Optional<Node> producer = index.producer(value);
    if (producer.isEmpty() || !producer.get().domain().isEmpty()) {
      return false;
    }
    Node node = producer.get();
    return switch (node.opType()) {
      case "Relu", "LeakyRelu", "Identity" -> behind(node, 0, divisors, changed);
      case "Add" -> {
        int constant = isConstant(node.input(0)) ? 0 : 1;
        yield divideVector(node, constant, divisors, changed)
            && behind(node, 1 - constant, divisors, changed);
      }
      case "Mul" -> divideVector(node, isConstant(node.input(0)) ? 0 : 1, divisors, changed);
      case "LayerNormalization" ->
          node.intAttribute("axis", -1) == -1
              && node.outputs().size() == 1
              && divideVector(node, 1, divisors, changed)
              && (!node.hasInput(2) || divideVector(node, 2, divisors, changed));
      case "MatMul" -> divideColumns(node, false, divisors, changed);
      case "Gemm" ->
          divideColumns(node, node.intAttribute("transB", 0) != 0, divisors, changed)
              && (!node.hasInput(2) || divideVector(node, 2, divisors, changed));
      default -> false;
    };
  }

  private boolean behind(
      Node node, int input, float[] divisors, SequencedMap<String, Tensor> changed) {
    return index.soleConsumer(node.input(input)).isPresent()
        && divide(node.input(input), divisors, changed);
  }

  private boolean divideVector(
      Node node, int input, float[] divisors, SequencedMap<String, Tensor> changed) {
    Optional<Tensor> constant = ownConstant(node, input);
    if (constant.isEmpty() || !constant.get().shape().equals(Shape.of(divisors.length))) {
      return false;
    }
    float[] values = constant.get().toFloats();
    for (int channel = 0; channel < values.length; channel++) {
      values[channel] /= divisors[channel];
    }
    changed.put(node.input(input), Tensor.ofFloats(constant.get().shape(), values));
    return true;
  }

  private boolean divideColumns(
      Node node, boolean transposed, float[] divisors, SequencedMap<String, Tensor> changed) {
    Optional<Tensor> constant = ownConstant(node, 1);
    if (constant.isEmpty()
        || constant.get().shape().rank() != 2
        || constant.get().shape().dim(transposed ? 0 : 1) != divisors.length) {
      return false;
    }
    float[] values = constant.get().toFloats();
    int inputs = values.length / divisors.length;
    for (int i = 0; i < values.length; i++) {
      values[i] /= divisors[transposed ? i / inputs : i % divisors.length];
    }
    changed.put(node.input(1), Tensor.ofFloats(constant.get().shape(), values));
    return true;
  }

  /** Returns a FLOAT constant that only this node reads, and only once. */
  private Optional<Tensor> ownConstant(Node node, int input) {
    String name = node.input(input);
    boolean own =
        isConstant(name)
            && index.consumers(name).size() == 1
            && !index.isOutput(name)
            && node.inputs().stream().filter(name::equals).count() == 1;
    return own
        ? model.graph().initializer(name).filter(tensor -> tensor.type() == DType.FLOAT)
        : Optional.empty();
  }

  private boolean isConstant(String value) {
    return LinearLayers.isConstant(model, value);
  }
}
