package dev.lathe.engine.train;

import dev.lathe.engine.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * The weights that were best at validation. They are gone when others are better.
 *
 * @param value of the measure that decides
 * @param weights all that moves, by the names of initializers
 */
record Best(double value, SequencedMap<String, Tensor> weights) {
  Best {
    weights = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(weights));
  }
}
