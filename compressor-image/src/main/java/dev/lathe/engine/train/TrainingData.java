package dev.lathe.engine.train;

import dev.lathe.engine.data.Dataset;
import java.util.Optional;

/**
 * What is learnt from. Whoever opened the data sets closes them.
 *
 * @param validation samples that nothing is learnt from: they choose the best weights and stop a
 *     training early
 */
public record TrainingData(Dataset training, Optional<Dataset> validation) {
  public static TrainingData of(Dataset training) {
    return new TrainingData(training, Optional.empty());
  }
}
