package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;

/** One element of a tensor, as far as it is known before a run. */
sealed interface Entry {
  Entry UNKNOWN = new Unknown();

  /** An integer or, as 0 and 1, a truth value. */
  record Int(long value) implements Entry {}

  /** A floating-point number that the tensor's own type can hold. */
  record Real(double value) implements Entry {}

  /** The extent of that name. */
  record Extent(String name) implements Entry {}

  record Unknown() implements Entry {}

  static Entry of(long value) {
    return new Int(value);
  }

  static Entry of(boolean value) {
    return new Int(value ? 1 : 0);
  }

  static Entry of(Dim dim) {
    return switch (dim) {
      case Dim.Known(long extent) -> new Int(extent);
      case Dim.Symbolic(String name) -> new Extent(name);
      case Dim.Unknown() -> UNKNOWN;
    };
  }

  /** Returns the extent this element stands for where a shape is made of it. */
  default Dim toDim() {
    return switch (this) {
      case Int(long value) when value >= 0 -> Dim.of(value);
      case Real(double value) when value >= 0 && value == (long) value -> Dim.of((long) value);
      case Extent(String name) -> new Dim.Symbolic(name);
      case Int _, Real _, Unknown _ -> new Dim.Unknown();
    };
  }

  /** Whether it is a number, whatever the input. */
  default boolean isNumber() {
    return switch (this) {
      case Int _, Real _ -> true;
      case Extent _, Unknown _ -> false;
    };
  }
}
