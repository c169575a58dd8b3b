package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one value before a run.
 *
 * @param type of its elements
 * @param dims its extents; empty where not even the rank is known
 * @param content its elements
 */
record Fact(Optional<DType> type, Optional<List<Dim>> dims, Optional<Content> content) {
  private static final Fact UNKNOWN =
      new Fact(Optional.empty(), Optional.empty(), Optional.empty());

  static Fact unknown() {
    return UNKNOWN;
  }

  static Fact of(DType type, List<Dim> dims) {
    return new Fact(Optional.of(type), Optional.of(List.copyOf(dims)), Optional.empty());
  }

  static Fact of(Optional<DType> type, Optional<List<Dim>> dims) {
    return new Fact(type, dims.map(List::copyOf), Optional.empty());
  }

  static Fact of(TensorType type) {
    return of(Optional.of(type.elementType()), type.shape().map(Dims::withoutPlaceholders));
  }

  static Fact of(Tensor constant) {
    return new Fact(
        Optional.of(constant.type()), Optional.of(Dims.of(constant.shape())), Content.of(constant));
  }

  static Fact of(Content content) {
    return new Fact(
        Optional.of(content.type()), Optional.of(Dims.of(content.shape())), Optional.of(content));
  }

  /** Returns the type as a graph declares it, if that of the elements is known. */
  Optional<TensorType> tensorType() {
    return type.map(elementType -> new TensorType(elementType, dims));
  }

  /** Returns the extents if all are known. */
  Optional<Shape> shape() {
    return dims.flatMap(Dims::known);
  }

  Fact withDims(Optional<List<Dim>> other) {
    return of(type, other);
  }

  Fact withContent(Content other) {
    return new Fact(type, dims, Optional.of(other));
  }

  /** Returns what holds for a value that is one or the other. */
  Fact or(Fact other) {
    Optional<DType> common = type.equals(other.type) ? type : Optional.empty();
    Optional<List<Dim>> either =
        dims.flatMap(mine -> other.dims.flatMap(theirs -> Dims.either(mine, theirs)));
    return new Fact(common, either, content.equals(other.content) ? content : Optional.empty());
  }
}
