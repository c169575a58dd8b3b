package dev.lathe.engine.train;

import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Memory for one set of weights, which the next one overwrites: else each set that is better than
 * all before it would be one more until Java looks for what is dead.
 */
final class KeptWeights {
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
              name,
              unused -> MemorySegment.ofArray(new byte[Math.toIntExact(tensor.sizeInBytes())]));
      copy.copyFrom(tensor.data());
      kept.put(name, Tensor.of(tensor.type(), tensor.shape(), copy));
    });
    return kept;
  }
}
