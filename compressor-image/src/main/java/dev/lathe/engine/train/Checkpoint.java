package dev.lathe.engine.train;

import dev.lathe.engine.tensor.Tensor;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * All that a training needs to go on as if it had never stopped. Generators have no state: each
 * step is seeded by its number.
 *
 * @param state weights, and what the update remembers of them; of a finished training its result
 */
record Checkpoint(Standing standing, State state) {

  /** Tensors by name that need not all be in memory at once: a taker keeps none of them. */
  @FunctionalInterface
  interface State {
    void forEach(BiConsumer<String, Tensor> taker);

    static State of(Map<String, Tensor> tensors) {
      return tensors::forEach;
    }
  }
}
