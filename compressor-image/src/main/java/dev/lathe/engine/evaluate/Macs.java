package dev.lathe.engine.evaluate;

import dev.lathe.engine.graph.Function;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.graph.shape.ShapeInference;
import dev.lathe.engine.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many multiplications with an addition one run takes: those of convolutions, matrix products
 * and recurrent layers, in whichever arithmetic. All else is small beside them and not counted.
 *
 * @param count of one run
 * @param obstacle why the count cannot be told, if so
 */
record Macs(long count, Optional<String> obstacle) {

  /**
   * Counts what a model does on inputs of these shapes.
   *
   * @param inputs by name; those left out are as the model declares them
   */
  static Macs of(Model model, Map<String, Shape> inputs) {
    Graph graph = typed(model, inputs);
    long count = 0;
    for (Node node : graph.nodes()) {
      if (node.bodies().stream().anyMatch(Macs::multiplies)) {
        return unknown("%s: how often its body runs depends on the input", node);
      }
      if (model.functions().containsKey(Function.Id.calledBy(node))) {
        return unknown("%s: what its function computes is not looked into", node);
      }
      if (!isCounted(node)) {
        continue;
      }
      Optional<Long> ofNode = ofNode(graph, node);
      if (ofNode.isEmpty()) {
        return unknown("%s: the shapes of its inputs and output are not known", node);
      }
      count += ofNode.get();
    }
    return new Macs(count, Optional.empty());
  }

  /**
   * Returns the graph with every value's type for these inputs. Inference leaves inputs and outputs
   * as they are declared, so the former are declared closed and none is called an output.
   */
  private static Graph typed(Model model, Map<String, Shape> inputs) {
    Graph graph = model.graph();
    Graph closed =
        new Graph(
            graph.name(),
            graph.nodes(),
            graph.inputs().stream().map(input -> closed(input, inputs.get(input.name()))).toList(),
            List.of(),
            graph.initializers(),
            graph.sparseInitializers(),
            graph.valueInfo(),
            graph.residue());
    return ShapeInference.infer(model.withGraph(closed), inputs).graph();
  }

  private static Value closed(Value input, @Nullable Shape shape) {
    return shape != null && input.type() instanceof TensorType type
        ? Value.of(input.name(), TensorType.of(type.elementType(), shape))
        : input;
  }

  private static Macs unknown(String why, Node node) {
    return new Macs(0, Optional.of(why.formatted(node.label())));
  }

  private static boolean multiplies(Graph body) {
    return body.nodes().stream()
        .anyMatch(node -> isCounted(node) || node.bodies().stream().anyMatch(Macs::multiplies));
  }

  private static boolean isCounted(Node node) {
    return node.domain().isEmpty()
        && switch (node.opType()) {
          case "Conv",
              "ConvInteger",
              "QLinearConv",
              "ConvTranspose",
              "Gemm",
              "MatMul",
              "MatMulInteger",
              "QLinearMatMul",
              "Einsum",
              "LSTM",
              "GRU",
              "RNN" ->
              true;
          default -> false;
        };
  }

  private static Optional<Long> ofNode(Graph graph, Node node) {
    Optional<Shape> first = shape(graph, node.input(0));
    Optional<Shape> output = shape(graph, node.output());
    return switch (node.opType()) {
      case "Conv", "ConvInteger" -> convolution(output, shape(graph, node.input(1)));
      case "QLinearConv" -> convolution(output, shape(graph, node.input(3)));
      // each element of the input meets one filter of every output channel of its group
      case "ConvTranspose" -> convolution(first, shape(graph, node.input(1)));
      case "Gemm" -> product(output, first, node.intAttribute("transA", 0) == 1 ? 0 : 1);
      case "MatMul", "MatMulInteger", "QLinearMatMul" -> product(output, first, -1);
      case "LSTM", "GRU", "RNN" -> recurrent(graph, node, first);
      default -> Optional.empty();
    };
  }

  /** Weights are [M, C, k...]: all but the first axis meets each element. */
  private static Optional<Long> convolution(Optional<Shape> elements, Optional<Shape> weights) {
    return elements.flatMap(e -> weights.map(w -> e.elementCount() * w.product(1, w.rank())));
  }

  private static Optional<Long> product(
      Optional<Shape> output, Optional<Shape> first, int innerAxis) {
    return output.flatMap(o -> first.map(f -> o.elementCount() * f.dim(innerAxis)));
  }

  /** W is [directions, gates, input], R is [directions, gates, hidden], each met at every step. */
  private static Optional<Long> recurrent(Graph graph, Node node, Optional<Shape> input) {
    return input.flatMap(x ->
        shape(graph, node.input(1))
            .flatMap(w ->
                shape(graph, node.input(2))
                    .map(r -> x.dim(0) * x.dim(1) * (w.elementCount() + r.elementCount()))));
  }

  private static Optional<Shape> shape(Graph graph, String value) {
    return graph
        .initializer(value)
        .map(tensor -> tensor.shape())
        .or(() ->
            graph
                .declaredType(value)
                .flatMap(type ->
                    type instanceof TensorType tensor ? tensor.knownShape() : Optional.empty()));
  }
}
