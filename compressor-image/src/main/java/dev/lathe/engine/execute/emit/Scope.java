package dev.lathe.engine.execute.emit;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values one graph can read: its own, and those of the graphs around it. */
final class Scope {
  private final Graph graph;
  private final @Nullable Scope outer;
  private final Map<String, Operand> operands = new HashMap<>();

  Scope(Graph graph, @Nullable Scope outer) {
    this.graph = graph;
    this.outer = outer;
  }

  void put(String value, Operand operand) {
    operands.put(value, operand);
  }

  /** Returns what stands for a value, or empty if nothing before has written it. */
  Optional<Operand> get(String value) {
    Operand own = operands.get(value);
    if (own != null) {
      return Optional.of(own);
    }
    return outer == null ? Optional.empty() : outer.get(value);
  }

  /** Returns the type of a value of this graph as it was declared or inferred. */
  Optional<TensorType> declared(String value) {
    return graph
        .declaredType(value)
        .filter(TensorType.class::isInstance)
        .map(TensorType.class::cast);
  }

  Optional<DType> declaredElements(String value) {
    return declared(value).map(TensorType::elementType);
  }
}
