package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.data.Dataset;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * What teachers will be asked about more than once, so that they are asked ahead.
 *
 * @param data training data, and that of validation
 * @param batchSize samples that they are shown at a time
 * @param listener told how many samples they have answered; what it throws goes up
 */
public record Questions(List<Dataset> data, int batchSize, LongConsumer listener) {
  public Questions {
    data = List.copyOf(data);
    if (batchSize < 1) {
      throw new IllegalArgumentException("batches of at least 1 expected, found " + batchSize);
    }
  }
}
