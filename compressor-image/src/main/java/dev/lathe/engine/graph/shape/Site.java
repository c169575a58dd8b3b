package dev.lathe.engine.graph.shape;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A node with what is known where it stands.
 *
 * @param inputs one fact per input; unknown where the input is omitted
 * @param scope what is known of the values around it, for the bodies it holds
 */
record Site(Node node, List<Fact> inputs, Scope scope) {
  /** No runtime takes tensors of more axes. */
  private static final int MAX_RANK = 64;

  Site {
    inputs = List.copyOf(inputs);
  }

  /** Returns the version of the standard operators. */
  long opset() {
    return scope.settings().opset();
  }

  boolean has(int index) {
    return node.hasInput(index);
  }

  Fact input(int index) {
    return index < inputs.size() ? inputs.get(index) : Fact.unknown();
  }

  /**
   * Returns what is known of an input that the operator cannot do without.
   *
   * @throws EngineException if it is omitted
   */
  Fact required(int index) {
    if (!has(index)) {
      throw wrong(index, "a value", "none");
    }
    return input(index);
  }

  Optional<DType> type(int index) {
    return input(index).type();
  }

  Optional<List<Dim>> dims(int index) {
    return input(index).dims();
  }

  OptionalInt rank(int index) {
    return dims(index).map(dims -> OptionalInt.of(dims.size())).orElse(OptionalInt.empty());
  }

  /**
   * Returns the extents of an input that must have that rank.
   *
   * @throws EngineException if it is omitted or has another
   */
  Optional<List<Dim>> dimsOfRank(int index, int rank) {
    Optional<List<Dim>> dims = required(index).dims();
    if (dims.isPresent() && dims.get().size() != rank) {
      throw wrong(index, "rank " + rank, dims.get().size());
    }
    return dims;
  }

  /**
   * Returns the extents of an input that must have at least that rank.
   *
   * @throws EngineException if it is omitted or has less
   */
  Optional<List<Dim>> dimsOfRankFrom(int index, int least) {
    Optional<List<Dim>> dims = required(index).dims();
    if (dims.isPresent() && dims.get().size() < least) {
      throw wrong(index, "rank " + least + " or more", dims.get().size());
    }
    return dims;
  }

  /** Returns the elements of an input of integers, if all are known before the run. */
  Optional<List<Long>> integers(int index) {
    return input(index).content().flatMap(Content::integers);
  }

  /**
   * Returns the number of elements of an input that is a vector of one number per axis, if known.
   */
  OptionalInt axes(int index) {
    if (dims(index).orElse(List.of()).size() == 1
        && dims(index).get().getFirst() instanceof Dim.Known(long length)
        && length <= MAX_RANK) {
      return OptionalInt.of((int) length);
    }
    return OptionalInt.empty();
  }

  long intAttribute(String name, long ifAbsent) {
    return node.intAttribute(name, ifAbsent);
  }

  float floatAttribute(String name, float ifAbsent) {
    return node.floatAttribute(name, ifAbsent);
  }

  String stringAttribute(String name, String ifAbsent) {
    return node.stringAttribute(name, ifAbsent);
  }

  Optional<List<Long>> intsAttribute(String name) {
    return node.intsAttribute(name);
  }

  Optional<Tensor> tensorAttribute(String name) {
    return node.tensorAttribute(name);
  }

  /**
   * Returns the element type an attribute names.
   *
   * @throws EngineException if ONNX has no type of that number
   */
  Optional<DType> typeAttribute(String name) {
    if (node.attribute(name).isEmpty()) {
      return Optional.empty();
    }
    long code = intAttribute(name, 0);
    if (code < 1 || code > DType.values().length) {
      throw wrong("attribute '" + name + "'", "an element type", code);
    }
    return Optional.of(DType.ofOnnxCode((int) code));
  }

  /**
   * Returns an axis counted from the front.
   *
   * @throws EngineException if it is not in [-rank, rank)
   */
  int axis(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw wrong("attribute 'axis'", "an axis of rank " + rank, axis);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /**
   * Checks that two extents can be the same.
   *
   * @throws EngineException if both are known and differ
   */
  void requireSame(int index, String what, Dim expected, Dim found) {
    if (Dims.differ(expected, found)) {
      throw wrong(index, what + " " + expected, found);
    }
  }

  /** Returns the error that an input is not as it must be in every run. */
  EngineException wrong(int index, String expected, Object found) {
    return wrong("input " + index, expected, found);
  }

  EngineException wrong(String where, String expected, Object found) {
    return new EngineException(
        Reason.INVALID_MODEL,
        "%s, %s: %s expected, found %s".formatted(node.label(), where, expected, found));
  }

  /**
   * Returns an attribute that is a body of control flow.
   *
   * @throws EngineException if it is absent or of another kind
   */
  Graph body(String name) {
    if (node.attribute(name).orElse(null) instanceof Attribute.GraphValue(Graph body)) {
      return body;
    }
    throw wrong("attribute '" + name + "'", "a graph", "none");
  }
}
