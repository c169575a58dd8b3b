package dev.lathe.engine.data;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Some consecutive samples, ready for one run of the model.
 *
 * @param inputs one tensor for each input of the model, in the model's order; first axis {@code
 *     size}
 * @param labels class of each sample, INT64 [size]
 * @param size number of samples, at least 1
 */
public record Batch(SequencedMap<String, Tensor> inputs, Optional<Tensor> labels, int size) {
  public Batch {
    inputs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(inputs));
    if (size < 1 || inputs.isEmpty()) {
      throw new IllegalArgumentException(
          "a batch has samples and inputs, found %d of %s".formatted(size, inputs.keySet()));
    }
    for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
      Shape shape = input.getValue().shape();
      if (shape.rank() == 0 || shape.dim(0) != size) {
        throw new IllegalArgumentException(
            "input '%s': %d samples expected, found %s".formatted(input.getKey(), size, shape));
      }
    }
    if (labels.isPresent()
        && (labels.get().type() != DType.INT64 || !labels.get().shape().equals(Shape.of(size)))) {
      throw new IllegalArgumentException(
          "labels: INT64 [%d] expected, found %s".formatted(size, labels.get()));
    }
  }
}
