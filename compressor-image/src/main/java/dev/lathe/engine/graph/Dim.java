package dev.lathe.engine.graph;

/** One extent of a value whose shape may depend on the input. */
public sealed interface Dim {

  /** An extent known beforehand, at least 0. */
  record Known(long extent) implements Dim {
    public Known {
      if (extent < 0) {
        throw new IllegalArgumentException("an extent must be >= 0, found " + extent);
      }
    }

    @Override
    public String toString() {
      return Long.toString(extent);
    }
  }

  /**
   * An extent with a name. In a file two different extents may share one: some exporters call all
   * of them {@code ?}, so equal names prove nothing about graph inputs.
   */
  record Symbolic(String name) implements Dim {
    @Override
    public String toString() {
      return name;
    }
  }

  /** An extent of which nothing is known. */
  record Unknown() implements Dim {
    @Override
    public String toString() {
      return "?";
    }
  }

  static Dim of(long extent) {
    return new Known(extent);
  }
}
