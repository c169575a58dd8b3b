package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.graph.shape.KnownValues;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** One graph on its way to the next operator set. */
final class GraphUpgrade {
  private final GraphEditor editor;
  private final GraphEditor names;
  private final KnownValues known;
  private final Map<Tensor, String> added = new HashMap<>();

  /**
   * @param names gives names that are free in the whole model
   */
  GraphUpgrade(Graph graph, GraphEditor names, KnownValues known) {
    editor = graph.edit();
    this.names = names;
    this.known = known;
  }

  Graph toGraph() {
    return editor.toGraph();
  }

  void replace(Node old, Node replacement) {
    editor.replace(old, replacement);
  }

  void insertBefore(Node anchor, Node node) {
    editor.insertBefore(anchor, node);
  }

  void insertAfter(Node anchor, Node node) {
    editor.insertAfter(anchor, node);
  }

  String freshName(String hint) {
    return names.freshName(hint);
  }

  /** Returns the rank of a value if it is known, which it never is in bodies. */
  OptionalInt rank(String value) {
    return known
        .type(value)
        .flatMap(TensorType::shape)
        .map(dims -> OptionalInt.of(dims.size()))
        .orElse(OptionalInt.empty());
  }

  /** Returns the name of an INT64 vector of those numbers, the same for the same numbers. */
  String vector(String purpose, List<Long> values) {
    long[] array = values.stream().mapToLong(Long::longValue).toArray();
    return constant(purpose, Tensor.ofLongs(Shape.of(array.length), array));
  }

  /** Returns the name of a constant, the same for the same value. */
  String constant(String purpose, Tensor value) {
    return added.computeIfAbsent(
        value,
        tensor -> {
          String name = names.freshName(purpose);
          editor.initializer(name, tensor);
          return name;
        });
  }
}
