package dev.lathe.engine.graph;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import java.util.List;
import java.util.Optional;

/** What is known of a value's type. */
public sealed interface ValueType {

  /**
   * A dense tensor.
   *
   * @param shape empty where not even the rank is known
   */
  record TensorType(DType elementType, Optional<List<Dim>> shape) implements ValueType {
    public TensorType {
      shape = shape.map(List::copyOf);
    }

    public static TensorType of(DType elementType, Dim... dims) {
      return new TensorType(elementType, Optional.of(List.of(dims)));
    }

    public static TensorType of(DType elementType, Shape shape) {
      return new TensorType(
          elementType, Optional.of(shape.toList().stream().map(Dim::of).toList()));
    }

    /** Returns the shape if every extent of it is known and their product fits 64 bits. */
    public Optional<Shape> knownShape() {
      if (shape.isEmpty() || !shape.get().stream().allMatch(Dim.Known.class::isInstance)) {
        return Optional.empty();
      }
      long[] extents = shape.get().stream().mapToLong(dim -> ((Dim.Known) dim).extent()).toArray();
      return Shape.isCountable(extents) ? Optional.of(Shape.of(extents)) : Optional.empty();
    }

    @Override
    public String toString() {
      return elementType + " " + shape.map(List::toString).orElse("of unknown rank");
    }
  }

  /** A sequence, map, optional or sparse tensor type, or none at all: carried as it was read. */
  record Other(Residue encoded) implements ValueType {}
}
