package dev.lathe.engine.train;

import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Memory for one set of weights, which the next one overwrites: else each set that is better than
 * all before it would be one more until Java looks for what is dead. It lies outside of Java's
 * heap, which stays small, and is free when neither this nor a set is reachable.
 */
final class KeptWeights {
  private final Arena memory = Arena.ofAuto();
  private final Map<String, MemorySegment> storage = new LinkedHashMap<>();

  /**
   * Copies weights that are told one by one. Those of an earlier call are gone.
   *
   * @return the copies by the names of initializers
   */
  SequencedMap<String, Tensor> keep(Consumer<BiConsumer<String, Tensor>> weights) {
    SequencedMap<String, Tensor> kept = new LinkedHashMap<>();
    weights.accept((name, tensor) -> {
      MemorySegment copy =
          storage.computeIfAbsent(
              name, unused -> memory.allocate(tensor.sizeInBytes(), Double.BYTES));
      copy.copyFrom(tensor.data());
      kept.put(name, Tensor.of(tensor.type(), tensor.shape(), copy));
    });
    return kept;
  }
}
