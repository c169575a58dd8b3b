package dev.lathe.engine.data;

import dev.lathe.engine.tensor.DType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What a model declares of one of its inputs. The first axis counts samples.
 *
 * @param dims the extents, empty where free; empty as a whole where not even the rank is known
 */
public record InputSpec(String name, DType type, Optional<List<OptionalLong>> dims) {
  public InputSpec {
    dims = dims.map(List::copyOf);
    dims.ifPresent(axes -> {
      if (axes.isEmpty()) {
        throw new IllegalArgumentException(
            "input '%s': a first axis that counts samples expected, found a scalar"
                .formatted(name));
      }
    });
  }

  /** Returns the number of samples the model insists on in each run; empty where it is free. */
  OptionalLong fixedBatch() {
    return dims.map(List::getFirst).orElse(OptionalLong.empty());
  }

  /** Returns the declared extent of an axis; empty where it is free or the rank is not known. */
  OptionalLong extent(int axis) {
    return dims.filter(axes -> axis < axes.size())
        .map(axes -> axes.get(axis))
        .orElse(OptionalLong.empty());
  }

  /** Returns shape and type as in {@code [?, 3, 48, 192] of FLOAT}. */
  String declared() {
    String shape =
        dims.map(axes ->
                axes.stream()
                    .map(axis -> axis.isPresent() ? Long.toString(axis.getAsLong()) : "?")
                    .collect(Collectors.joining(", ", "[", "]")))
            .orElse("[...]");
    return shape + " of " + type;
  }
}
