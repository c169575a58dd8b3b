package dev.lathe.engine.data;

import dev.lathe.engine.graph.Halves;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What tests say of a model's inputs and read of a data set. */
final class Specs {
  private Specs() {}

  /**
   * Returns an input.
   *
   * @param dims -1 where free
   */
  static InputSpec input(String name, DType type, long... dims) {
    return new InputSpec(
        name,
        type,
        Optional.of(
            Arrays.stream(dims)
                .mapToObj(dim -> dim < 0 ? OptionalLong.empty() : OptionalLong.of(dim))
                .toList()));
  }

  /** Returns numbers of FLOAT16. */
  static Tensor halves(Shape shape, float... values) {
    return Halves.of(DType.FLOAT16, Tensor.ofFloats(shape, values));
  }

  /** Returns all batches of one pass. */
  static List<Batch> read(Dataset data, int batchSize) {
    List<Batch> read = new ArrayList<>();
    try (Batches batches = data.batches(batchSize)) {
      batches.forEachRemaining(read::add);
    }
    return read;
  }
}
