package dev.lathe.engine.execute.fuse;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a fusion may ask of a graph around a node.
 *
 * @param moving initializers whose numbers are not those the file has
 */
record Surroundings(Graph graph, GraphIndex index, Set<String> moving) {

  /** Returns the node of that type that writes a value. */
  Optional<Node> writer(String value, String opType) {
    return index.producer(value).filter(node -> node.is(opType));
  }

  /** Returns the one of two inputs that is not {@code known}; empty if neither is. */
  static Optional<String> other(Node node, String known) {
    if (node.input(0).equals(known)) {
      return Optional.of(node.input(1));
    }
    return node.input(1).equals(known) ? Optional.of(node.input(0)) : Optional.empty();
  }

  /** Returns the input that a node of that type writes, of a node whose inputs may be swapped. */
  Optional<Node> operand(Node node, String opType) {
    return writer(node.input(0), opType).or(() -> writer(node.input(1), opType));
  }

  /** Returns an initializer of that many axes in floating point. */
  Optional<Tensor> weight(String value, int rank) {
    return graph
        .initializer(value)
        .filter(tensor -> tensor.type().isFloatingPoint() && tensor.shape().rank() == rank);
  }

  /** Returns the only element of a constant. */
  OptionalDouble number(String value) {
    Optional<Tensor> tensor =
        Optional.of(value)
            .filter(name -> !moving.contains(name))
            .flatMap(graph::initializer)
            .or(() ->
                index
                    .producer(value)
                    .filter(node -> node.is("Constant"))
                    .flatMap(node -> node.tensorAttribute("value")))
            .filter(one -> one.elementCount() == 1);
    if (tensor.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (tensor.get().type() == DType.FLOAT) {
      return OptionalDouble.of(tensor.get().floatAt(0));
    }
    return tensor.get().type() == DType.DOUBLE
        ? OptionalDouble.of(tensor.get().toDoubles()[0])
        : OptionalDouble.empty();
  }

  /** Returns the only number there is among the integers of a constant of at most 8 bits. */
  OptionalInt integer(String value) {
    Optional<Tensor> tensor =
        Optional.of(value).filter(name -> !moving.contains(name)).flatMap(graph::initializer);
    if (tensor.isEmpty()
        || (tensor.get().type() != DType.INT8 && tensor.get().type() != DType.UINT8)) {
      return OptionalInt.empty();
    }
    int mask = tensor.get().type() == DType.UINT8 ? 0xff : -1;
    byte[] elements = tensor.get().toBytes();
    for (byte element : elements) {
      if (element != elements[0]) {
        return OptionalInt.empty();
      }
    }
    return elements.length == 0 ? OptionalInt.empty() : OptionalInt.of(elements[0] & mask);
  }

  /** Returns the type of a value's elements, if it is known. */
  Optional<DType> elements(String value) {
    return graph
        .initializer(value)
        .map(Tensor::type)
        .or(() ->
            graph
                .declaredType(value)
                .filter(TensorType.class::isInstance)
                .map(type -> ((TensorType) type).elementType()));
  }

  boolean isNumber(String value, double expected) {
    OptionalDouble found = number(value);
    return found.isPresent() && Math.abs(found.getAsDouble() - expected) <= 1e-6 * expected;
  }

  /** Returns the extents of a value, as far as they are known. */
  Optional<List<Dim>> dims(String value) {
    return graph
        .declaredType(value)
        .filter(TensorType.class::isInstance)
        .flatMap(type -> ((TensorType) type).shape());
  }

  boolean hasRank(String value, int rank) {
    return dims(value).filter(dims -> dims.size() == rank).isPresent();
  }

  /** Whether a reduction is over the last axis alone, which stays. */
  boolean isOverLastAxis(Node reduction) {
    Optional<List<Long>> axes =
        reduction
            .intsAttribute("axes")
            .or(() ->
                Optional.of(reduction.input(1))
                    .flatMap(graph::initializer)
                    .filter(tensor -> tensor.type() == DType.INT64 && tensor.elementCount() == 1)
                    .map(tensor -> List.of(tensor.longAt(0))));
    if (axes.isEmpty() || axes.get().size() != 1 || reduction.intAttribute("keepdims", 1) == 0) {
      return false;
    }
    long axis = axes.get().getFirst();
    return axis == -1
        || dims(reduction.input(0)).filter(dims -> axis == dims.size() - 1).isPresent();
  }
}
