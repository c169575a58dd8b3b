package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.tensor.DType;
import java.util.List;
import java.util.Optional;

/**
 * A value inside a model that a hint is about.
 *
 * @param type of its elements
 * @param dims [n, channels, ...] where there are four or more, else [n, ..., channels]
 */
record Inner(String name, DType type, List<Dim> dims) {

  int rank() {
    return dims.size();
  }

  int channelAxis() {
    return rank() >= 4 ? 1 : rank() - 1;
  }

  /** Returns the number of channels, if it is always the same. */
  Optional<Long> channels() {
    return dims.get(channelAxis()) instanceof Dim.Known known
        ? Optional.of(known.extent())
        : Optional.empty();
  }

  /** Whether extents that are always the same are the same, those of the channels aside. */
  boolean hasTheExtentsOf(Inner other) {
    if (rank() != other.rank()) {
      return false;
    }
    for (int axis = 1; axis < rank(); axis++) {
      boolean known =
          dims.get(axis) instanceof Dim.Known && other.dims().get(axis) instanceof Dim.Known;
      if (axis != channelAxis() && known && !dims.get(axis).equals(other.dims().get(axis))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "'%s' of %s".formatted(name, dims);
  }
}
