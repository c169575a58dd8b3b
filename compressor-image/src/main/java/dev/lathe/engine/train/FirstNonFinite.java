package dev.lathe.engine.train;

import dev.lathe.engine.execute.Executor;
import dev.lathe.engine.execute.TrainingModule;
import dev.lathe.engine.graph.FindNonFinite;
import dev.lathe.engine.graph.FindNonFinite.Found;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.ValueType;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.graph.shape.ShapeInference;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Finds the first value of a graph, in the order it is computed, that is not finite. */
final class FirstNonFinite {
  private FirstNonFinite() {}

  /**
   * Returns in words the first of some tensors that has a NaN or an infinity.
   *
   * @param what they are, as in {@code input}
   */
  static Optional<String> among(SequencedMap<String, Tensor> tensors, String what) {
    return tensors.entrySet().stream()
        .flatMap(one ->
            FindNonFinite.in(one.getValue(), "%s '%s'".formatted(what, one.getKey())).stream())
        .map(Found::toString)
        .findFirst();
  }

  /** Returns in words the first weight of a module that has a NaN or an infinity. */
  static Optional<String> among(TrainingModule module) {
    List<Found> found = new ArrayList<>();
    module.forEachOfWeights((name, tensor) -> {
      if (found.isEmpty()) {
        FindNonFinite.in(tensor, "initializer '%s'".formatted(name)).ifPresent(found::add);
      }
    });
    return found.stream().map(Found::toString).findFirst();
  }

  /**
   * Runs a model and returns in words the first of its values that is not finite. A NaN comes
   * before an infinity, which may be the mask of an attention.
   *
   * @param weights that its initializers have now
   */
  static Optional<String> of(
      Model model, SequencedMap<String, Tensor> weights, Map<String, Tensor> inputs) {
    Optional<String> weight = among(weights, "initializer");
    if (weight.isPresent()) {
      return weight;
    }
    GraphEditor editor = ShapeInference.infer(model).graph().edit();
    weights.forEach(editor::initializer);
    Graph graph = editor.toGraph();
    SequencedMap<String, Node> writers = writersOfReals(graph);
    List<Found> found = new ArrayList<>();
    try (Executor executor =
        Executor.compile(model.withGraph(graph), List.copyOf(writers.keySet()))) {
      Map<String, Tensor> values = executor.run(inputs);
      writers.forEach((name, writer) -> {
        Tensor value = values.get(name);
        if (value != null) {
          FindNonFinite.in(value, "output '%s' of %s".formatted(name, writer.label()))
              .ifPresent(found::add);
        }
      });
    }
    return found.stream()
        .filter(Found::isNan)
        .findFirst()
        .or(() -> found.stream().findFirst())
        .map(Found::toString);
  }

  private static SequencedMap<String, Node> writersOfReals(Graph graph) {
    SequencedMap<String, Node> writers = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      for (String output : node.outputs()) {
        if (graph.declaredType(output).filter(FirstNonFinite::isReal).isPresent()) {
          writers.put(output, node);
        }
      }
    }
    return writers;
  }

  private static boolean isReal(ValueType type) {
    return type instanceof TensorType tensor
        && (tensor.elementType() == DType.FLOAT || tensor.elementType() == DType.DOUBLE);
  }
}
