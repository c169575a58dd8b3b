package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.train.Objective;
import dev.lathe.engine.train.TrainingConfig;
import dev.lathe.engine.train.TrainingData;
import dev.lathe.engine.train.TrainingRun;

/**
 * The training of quantization-aware training.
 *
 * @param objective what is brought down: labels, or the distance from a teacher such as the source
 */
public record AwareTraining(
    Awareness awareness,
    Objective objective,
    TrainingData data,
    TrainingConfig config,
    TrainingRun run) {}
