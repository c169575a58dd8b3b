package dev.lathe.engine.graph;

import dev.lathe.engine.tensor.Tensor;

/**
 * A named constant of a graph.
 *
 * @param residue what else the file says of it: documentation, metadata
 */
public record Initializer(String name, Tensor tensor, Residue residue) {
  public Initializer {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("an initializer needs a name");
    }
  }

  public static Initializer of(String name, Tensor tensor) {
    return new Initializer(name, tensor, Residue.none());
  }

  public Initializer withTensor(Tensor other) {
    return new Initializer(name, other, residue);
  }
}
