package dev.lathe.engine.graph;

/**
 * A named value of a graph with its declared type: an input, an output, or an intermediate one.
 *
 * @param residue what else the file says of it, its documentation among it
 */
public record Value(String name, ValueType type, Residue residue) {
  public static Value of(String name, ValueType type) {
    return new Value(name, type, Residue.none());
  }

  /** Returns a value of which no type is declared. */
  public static Value untyped(String name) {
    return of(name, new ValueType.Other(Residue.none()));
  }
}
