package dev.lathe.engine.train.loss;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;

/** Says why a loss cannot be had of an output, or of data. */
final class LossMisfit {
  private LossMisfit() {}

  /** The loss, or what it is set to, is not for such an output. */
  static EngineException ofOutput(String field, String loss, Prediction prediction, String why) {
    return new EngineException(
        Reason.INVALID_MANIFEST,
        "%s: %s does not fit %s: %s".formatted(field, loss, prediction, why));
  }

  /** The data lacks what the loss takes, or holds what it cannot take. */
  static EngineException ofData(String field, String why) {
    return new EngineException(Reason.INVALID_DATA, field + ": " + why);
  }
}
