package dev.lathe.engine.data;

import dev.lathe.engine.tensor.Tensor;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** Holds class numbers against the classes there are. */
final class Labels {
  private static final int CHUNK = 1 << 16;

  private Labels() {}

  /**
   * Reads the labels of all samples that are used, some at a time.
   *
   * @throws dev.lathe.engine.failure.EngineException INVALID_DATA naming the first sample whose
   *     label is out of range
   */
  static void requireRange(Column labels, long samples, DataOptions options) {
    for (long position = 0; position < samples; position += CHUNK) {
      long end = Math.min(position + CHUNK, samples);
      Tensor chunk = labels.read(LongStream.range(position, end).toArray());
      for (long i = 0; i < chunk.elementCount(); i++) {
        requireRange(chunk.longAt(i), position + i, labels.what(), options);
      }
    }
  }

  /** Checks a single label. */
  static void requireRange(long label, long sample, String what, DataOptions options) {
    OptionalLong classes = options.classes();
    if (label < options.leastLabel() || label >= classes.orElse(Long.MAX_VALUE)) {
      throw DataFailure.invalid(
          classes.isPresent()
              ? "%s: sample %d has label %d, but the model has classes 0 to %d"
                  .formatted(what, sample, label, classes.getAsLong() - 1)
              : "%s: sample %d has label %d, but classes count from 0"
                  .formatted(what, sample, label));
    }
  }
}
