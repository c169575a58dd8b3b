package dev.lathe.engine.graph.shape;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import java.util.Optional;

/**
 * Computes what is in an output of an operator, as far as that is known before a run. Numbers are
 * those a runtime computes, bit by bit: only operations that IEEE 754 rounds correctly are done.
 */
interface Evaluation {
  /**
   * An output whose type and extents are known.
   *
   * @param index of the output among those of the node
   */
  record Output(int index, DType type, Shape shape) {}

  Optional<Content> evaluate(Site site, Output output);
}
