package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sorts the nodes that compute with weights into those to be quantized and those to be kept. */
final class Candidates {
  private final Graph graph;
  private final Scope scope;
  private final long leastBytes;
  private final List<Quantized.KeptLayer> kept = new ArrayList<>();

  /**
   * @param leastBytes of weights that are worth the nodes which integers take
   */
  Candidates(Graph graph, Scope scope, long leastBytes) {
    this.leastBytes = leastBytes;
    this.graph = graph;
    this.scope = scope;
  }

  /**
   * Returns the weights of a node that is to be quantized, or empty if it is none of those
   * operators or is to be kept, with the reason noted.
   *
   * @param input which of its inputs the weights are
   */
  Optional<Tensor> weights(Node node, int input) {
    if (!scope.includesOperator(node.opType())) {
      return Optional.empty();
    }
    Optional<Tensor> weights = graph.initializer(node.input(input));
    if (weights.isEmpty()) {
      keep(node, "both operands are computed at run time");
      return Optional.empty();
    }
    if (weights.get().type() != DType.FLOAT) {
      return Optional.empty();
    }
    if (scope.excludesName(node.name())) {
      keep(node, "excluded by the recipe");
      return Optional.empty();
    }
    if (weights.get().sizeInBytes() < leastBytes) {
      keep(node, "its %d bytes of weights are too few".formatted(weights.get().sizeInBytes()));
      return Optional.empty();
    }
    return weights;
  }

  void keep(Node node, String reason) {
    kept.add(new Quantized.KeptLayer(nameOf(node), node.opType(), reason));
  }

  List<Quantized.KeptLayer> kept() {
    return kept;
  }

  static String nameOf(Node node) {
    return node.name().isEmpty() ? node.output() : node.name();
  }
}
