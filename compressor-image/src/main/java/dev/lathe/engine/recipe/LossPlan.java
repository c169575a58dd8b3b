package dev.lathe.engine.recipe;

import dev.lathe.engine.train.loss.BinaryCrossEntropy;
import dev.lathe.engine.train.loss.Cosine;
import dev.lathe.engine.train.loss.CrossEntropy;
import dev.lathe.engine.train.loss.Ctc;
import dev.lathe.engine.train.loss.Loss;
import dev.lathe.engine.train.loss.MeanSquaredError;
import java.util.Optional;

/**
 * How far an output is from what the data says it should be.
 *
 * @param output the model's first in floating point if empty
 */
public record LossPlan(Loss loss, Optional<String> output) {

  /** What a manifest means that says nothing. */
  static final LossPlan USUAL = new LossPlan(CrossEntropy.plain(), Optional.empty());

  /** Whether a class number a sample is not enough. */
  boolean needsTargets() {
    return switch (loss) {
      case CrossEntropy _, BinaryCrossEntropy _ -> false;
      case MeanSquaredError _, Cosine _, Ctc _ -> true;
    };
  }
}
