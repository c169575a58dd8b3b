package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Dim.Known;
import dev.lathe.engine.graph.Dim.Symbolic;
import dev.lathe.engine.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Arithmetic on extents of which some are known only by name and some not at all. */
final class Dims {
  static final Dim UNKNOWN = new Dim.Unknown();

  private Dims() {}

  static List<Dim> of(Shape shape) {
    return shape.toList().stream().map(Dim::of).toList();
  }

  /** Returns the shape if every extent is known and the element count does not overflow. */
  static Optional<Shape> known(List<Dim> dims) {
    long[] extents = new long[dims.size()];
    for (int axis = 0; axis < extents.length; axis++) {
      if (!(dims.get(axis) instanceof Known(long extent))) {
        return Optional.empty();
      }
      extents[axis] = extent;
    }
    return Shape.isCountable(extents) ? Optional.of(Shape.of(extents)) : Optional.empty();
  }

  /** Returns as many unknown extents. */
  static List<Dim> unknown(int rank) {
    return Collections.nCopies(rank, UNKNOWN);
  }

  /**
   * Returns the extents with names such as {@code ?}, which exporters give to any extent they do
   * not know, forgotten: two of them are not the same.
   */
  static List<Dim> withoutPlaceholders(List<Dim> dims) {
    return dims.stream()
        .map(dim ->
            dim instanceof Symbolic(String name)
                    && name.chars().noneMatch(Character::isLetterOrDigit)
                ? UNKNOWN
                : dim)
        .toList();
  }

  static OptionalLong extent(Dim dim) {
    return dim instanceof Known(long extent) ? OptionalLong.of(extent) : OptionalLong.empty();
  }

  /** Whether two extents are the same in every run. */
  static boolean same(Dim a, Dim b) {
    return a.equals(b) && !(a instanceof Dim.Unknown);
  }

  /** Whether two extents differ in every run. */
  static boolean differ(Dim a, Dim b) {
    return a instanceof Known(long x) && b instanceof Known(long y) && x != y;
  }

  /** Returns the more precise of two statements about one extent. */
  static Dim sharper(Dim a, Dim b) {
    if (a instanceof Known || b instanceof Dim.Unknown) {
      return a;
    }
    return b instanceof Known || a instanceof Dim.Unknown ? b : a;
  }

  static Dim plus(Dim dim, long more) {
    if (more == 0) {
      return dim;
    }
    return dim instanceof Known(long extent) && extent + more >= 0
        ? Dim.of(extent + more)
        : UNKNOWN;
  }

  static Dim plus(Dim a, Dim b) {
    if (b instanceof Known(long extent)) {
      return plus(a, extent);
    }
    return a instanceof Known(long extent) ? plus(b, extent) : UNKNOWN;
  }

  static Dim times(Dim a, Dim b) {
    if (is(a, 1) || is(b, 0)) {
      return b;
    }
    if (is(b, 1) || is(a, 0)) {
      return a;
    }
    if (a instanceof Known(long x) && b instanceof Known(long y)) {
      return Math.multiplyHigh(x, y) == 0 && x * y >= 0 ? Dim.of(x * y) : UNKNOWN;
    }
    return UNKNOWN;
  }

  static Dim dividedBy(Dim dim, long divisor) {
    if (divisor == 1) {
      return dim;
    }
    return dim instanceof Known(long extent) ? Dim.of(extent / divisor) : UNKNOWN;
  }

  static boolean is(Dim dim, long extent) {
    return dim instanceof Known(long found) && found == extent;
  }

  /** Returns the number of elements. */
  static Dim product(List<Dim> dims) {
    Dim product = Dim.of(1);
    for (Dim dim : dims) {
      product = times(product, dim);
    }
    return dims.stream().anyMatch(dim -> is(dim, 0)) ? Dim.of(0) : product;
  }

  /** Returns the extents of a value that has either of two shapes; empty if the ranks differ. */
  static Optional<List<Dim>> either(List<Dim> a, List<Dim> b) {
    if (a.size() != b.size()) {
      return Optional.empty();
    }
    List<Dim> common = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      common.add(same(a.get(i), b.get(i)) ? a.get(i) : UNKNOWN);
    }
    return Optional.of(common);
  }

  /**
   * Returns the extents of two shapes broadcast together, as NumPy does; empty if two known extents
   * differ and neither is 1.
   */
  static Optional<List<Dim>> broadcast(List<Dim> a, List<Dim> b) {
    int rank = Math.max(a.size(), b.size());
    List<Dim> result = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      Dim x = i < rank - a.size() ? Dim.of(1) : a.get(i - rank + a.size());
      Dim y = i < rank - b.size() ? Dim.of(1) : b.get(i - rank + b.size());
      if (differ(x, y) && !is(x, 1) && !is(y, 1)) {
        return Optional.empty();
      }
      result.add(broadcast(x, y));
    }
    return Optional.of(result);
  }

  private static Dim broadcast(Dim x, Dim y) {
    if (is(x, 1) || same(x, y)) {
      return y;
    }
    if (is(y, 1)) {
      return x;
    }
    if (x instanceof Known) {
      return x;
    }
    return y instanceof Known ? y : UNKNOWN;
  }

  /** Returns a copy with one extent replaced. */
  static List<Dim> with(List<Dim> dims, int axis, Dim dim) {
    List<Dim> changed = new ArrayList<>(dims);
    changed.set(axis, dim);
    return changed;
  }
}
