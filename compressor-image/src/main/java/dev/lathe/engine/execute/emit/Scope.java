package dev.lathe.engine.execute.emit;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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

  /** Returns the number of axes of a value, if it is the same in every run. */
  OptionalInt rank(String value) {
    Optional<Integer> rank =
        graph
            .initializer(value)
            .map(tensor -> tensor.shape().rank())
            .or(() -> declared(value).flatMap(TensorType::shape).map(List::size));
    if (rank.isPresent()) {
      return OptionalInt.of(rank.get());
    }
    return outer == null ? OptionalInt.empty() : outer.rank(value);
  }
}
