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
 * Some samples, ready for one run of the model.
 *
 * @param inputs one tensor for each input of the model, in the model's order; first axis {@code
 *     size}
 * @param labels class of each sample, INT64 [size]
 * @param targets what the model is to put out for each sample, numbers of any type; first axis
 *     {@code size}
 * @param size number of samples, at least 1
 */
public record Batch(
    SequencedMap<String, Tensor> inputs,
    Optional<Tensor> labels,
    Optional<Tensor> targets,
    int size) {
  public Batch {
    inputs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(inputs));
    if (size < 1 || inputs.isEmpty()) {
      throw new IllegalArgumentException(
          "a batch has samples and inputs, found %d of %s".formatted(size, inputs.keySet()));
    }
    for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
      requireSamples("input '%s'".formatted(input.getKey()), input.getValue(), size);
    }
    if (labels.isPresent()
        && (labels.get().type() != DType.INT64 || !labels.get().shape().equals(Shape.of(size)))) {
      throw new IllegalArgumentException(
          "labels: INT64 [%d] expected, found %s".formatted(size, labels.get()));
    }
    if (targets.isPresent()) {
      requireSamples("targets", targets.get(), size);
    }
  }

  /** A batch without targets. */
  public Batch(SequencedMap<String, Tensor> inputs, Optional<Tensor> labels, int size) {
    this(inputs, labels, Optional.empty(), size);
  }

  private static void requireSamples(String what, Tensor tensor, int size) {
    Shape shape = tensor.shape();
    if (shape.rank() == 0 || shape.dim(0) != size) {
      throw new IllegalArgumentException(
          "%s: %d samples expected, found %s".formatted(what, size, shape));
    }
  }
}
