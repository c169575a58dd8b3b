package dev.lathe.engine.train;

import dev.lathe.engine.data.Augmentation;
import dev.lathe.engine.data.Dataset;
import java.util.Optional;

/**
 * What is learnt from. Whoever opened the data sets closes them.
 *
 * @param validation samples that nothing is learnt from: they choose the best weights and stop a
 *     training early
 * @param augmentation how samples of training are changed, each time they are seen anew
 */
public record TrainingData(
    Dataset training, Optional<Dataset> validation, Optional<Augmentation> augmentation) {

  public TrainingData(Dataset training, Optional<Dataset> validation) {
    this(training, validation, Optional.empty());
  }

  public static TrainingData of(Dataset training) {
    return new TrainingData(training, Optional.empty());
  }

  public TrainingData withAugmentation(Augmentation other) {
    return new TrainingData(training, validation, Optional.of(other));
  }
}
