package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a node does, whatever the numbers in its weights: equal for nodes that do the same. */
final class Signatures {
  private final Graph graph;
  private final Map<String, Tensor> constants = new HashMap<>();
  private final Map<List<Object>, Integer> seen = new HashMap<>();

  Signatures(Graph graph) {
    this.graph = graph;
    for (Node node : graph.nodes()) {
      if (node.is("Constant")) {
        node.tensorAttribute("value").ifPresent(value -> constants.put(node.output(), value));
      }
    }
  }

  /** Returns the value of an initializer, or of a node that only gives a constant. */
  Optional<Tensor> constant(String name) {
    return graph.initializer(name).or(() -> Optional.ofNullable(constants.get(name)));
  }

  boolean isConstant(String name) {
    return graph.isInitializer(name) || constants.containsKey(name);
  }

  /** Returns a number that is the same for nodes that do the same, and no others. */
  int of(Node node) {
    List<Object> what = new ArrayList<>();
    what.add(node.domain());
    what.add(node.opType());
    what.add(node.attributes());
    what.add(node.outputs().stream().map(String::isEmpty).toList());
    for (String input : node.inputs()) {
      Optional<Tensor> constant = constant(input);
      what.add(
          constant.isPresent()
              ? List.of(constant.get().type(), constant.get().shape())
              : input.isEmpty() ? "omitted" : isConstant(input) ? "sparse" : "value");
    }
    return seen.computeIfAbsent(what, _ -> seen.size());
  }

  /** Whether a node reads a matrix or more of real numbers that never change. */
  boolean hasWeights(Node node) {
    return node.inputs().stream()
        .map(this::constant)
        .flatMap(Optional::stream)
        .anyMatch(tensor -> tensor.type().isFloatingPoint() && tensor.shape().rank() >= 2);
  }
}
