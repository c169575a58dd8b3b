package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.technique.quantization.LinearLayer.Kind;
import dev.lathe.engine.technique.quantization.Quantized.KeptLayer;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The layers of a graph whose weights are to become integers, and those that stay.
 *
 * @param layers in graph order
 * @param kept nodes with weights that stay in floating point, and why, in graph order
 */
record LinearLayers(List<LinearLayer> layers, List<KeptLayer> kept) {
  private static final Map<String, Kind> KINDS =
      Map.of(
          "MatMul", Kind.MATMUL,
          "Gemm", Kind.GEMM,
          "Conv", Kind.CONV,
          "ConvTranspose", Kind.CONV_TRANSPOSE);

  private static final Set<String> RECURRENT = Set.of("LSTM", "GRU", "RNN");

  LinearLayers {
    layers = List.copyOf(layers);
    kept = List.copyOf(kept);
  }

  /**
   * Finds the layers of the outermost graph.
   *
   * @param unable says why the mode cannot quantize a layer, if it cannot
   */
  static LinearLayers find(
      Model model, Scope scope, Function<LinearLayer, Optional<String>> unable) {
    Graph graph = model.graph();
    GraphIndex index = new GraphIndex(graph);
    List<LinearLayer> layers = new ArrayList<>();
    List<KeptLayer> kept = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Optional<String> obstacle = obstacle(model, node, scope);
      if (obstacle.isEmpty() && isKind(node)) {
        Tensor weights = graph.initializer(node.input(1)).orElseThrow();
        LinearLayer layer = new LinearLayer(node, kindOf(node), weights);
        obstacle = unable.apply(layer).or(() -> strangeReader(index, layer, scope));
        if (obstacle.isEmpty()) {
          layers.add(layer);
        }
      }
      obstacle.ifPresent(reason -> kept.add(keep(node, reason)));
    }
    return new LinearLayers(layers, kept);
  }

  /**
   * Whether an initializer is constant: from IR version 4 on a caller may feed another value for
   * those that are inputs of the graph too.
   */
  static boolean isConstant(Model model, String value) {
    return model.graph().initializers().containsKey(value)
        && (model.irVersion() < 4
            || model.graph().inputs().stream().noneMatch(input -> input.name().equals(value)));
  }

  static KeptLayer keep(Node node, String reason) {
    return new KeptLayer(LinearLayer.nameOf(node), node.opType(), reason);
  }

  private static boolean isKind(Node node) {
    return node.domain().isEmpty() && KINDS.containsKey(node.opType());
  }

  private static Kind kindOf(Node node) {
    return Objects.requireNonNull(KINDS.get(node.opType()));
  }

  private static Optional<String> obstacle(Model model, Node node, Scope scope) {
    if (node.domain().isEmpty() && RECURRENT.contains(node.opType())) {
      return Optional.of("recurrent layers are not quantized");
    }
    if (node.bodies().stream().anyMatch(LinearLayers::holdsLayers)) {
      return Optional.of("layers inside control flow are not quantized");
    }
    if (!isKind(node)) {
      return Optional.empty();
    }
    if (!scope.includesOperator(node.opType())) {
      return Optional.of("the recipe does not name " + node.opType());
    }
    return scope.excludes(node)
        ? Optional.of("excluded by the recipe")
        : weightObstacle(model, node);
  }

  private static Optional<String> weightObstacle(Model model, Node node) {
    if (isConstant(model, node.input(0))) {
      return Optional.of("its first operand is constant");
    }
    if (!isConstant(model, node.input(1))) {
      return Optional.of("both operands are computed at run time");
    }
    Tensor weights = model.graph().initializer(node.input(1)).orElseThrow();
    boolean product = kindOf(node) == Kind.MATMUL || kindOf(node) == Kind.GEMM;
    if (weights.type() != DType.FLOAT) {
      return Optional.of(
          "its weights are %s%s"
              .formatted(
                  weights.type(),
                  weights.type().isFloatingPoint() ? ": export the model in FLOAT" : ""));
    }
    if (weights.elementCount() == 0 || weights.elementCount() > Integer.MAX_VALUE) {
      return Optional.of("its weights have %d elements".formatted(weights.elementCount()));
    }
    if (product && weights.shape().rank() != 2) {
      return Optional.of("its weights are no matrix: " + weights.shape());
    }
    return node.is("Gemm") && node.intAttribute("transA", 0) != 0
        ? Optional.of("its first operand is transposed")
        : Optional.empty();
  }

  private static boolean holdsLayers(Graph body) {
    return body.nodes().stream()
        .anyMatch(node ->
            isKind(node)
                || RECURRENT.contains(node.opType())
                || node.bodies().stream().anyMatch(LinearLayers::holdsLayers));
  }

  /** What else reads the weights, and otherwise: they would be stored a second time. */
  private static Optional<String> strangeReader(GraphIndex index, LinearLayer layer, Scope scope) {
    return index.consumers(layer.weightName()).stream()
        .filter(reader -> !readsAlike(reader, layer) || scope.excludes(reader))
        .findFirst()
        .map(reader -> "%s reads its weights too".formatted(reader.label()))
        .or(() ->
            index.isOutput(layer.weightName())
                ? Optional.of("its weights are an output of the model")
                : Optional.empty());
  }

  private static boolean readsAlike(Node reader, LinearLayer layer) {
    return reader.opType().equals(layer.node().opType())
        && reader.input(1).equals(layer.weightName())
        && !reader.input(0).equals(layer.weightName())
        && reader.attributes().equals(layer.node().attributes());
  }
}
