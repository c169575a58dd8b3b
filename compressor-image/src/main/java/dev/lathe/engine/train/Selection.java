package dev.lathe.engine.train;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which of the weights that a training passes through are its result.
 *
 * @param keepsBest whether those that were best at validation are, rather than the last; without
 *     validation data the last are
 * @param averaging what the moving average of the weights keeps of itself at each step, in (0, 1):
 *     validated and kept are then the averages
 */
public record Selection(
    Optional<EarlyStopping> earlyStopping, boolean keepsBest, OptionalDouble averaging) {

  /**
   * When to stop before the end.
   *
   * @param patience validations without a better value after which is stopped, at least 1
   * @param minDelta by how much a value must be better to count
   */
  public record EarlyStopping(int patience, double minDelta) {
    public EarlyStopping {
      if (patience < 1 || !(minDelta >= 0)) {
        throw new IllegalArgumentException(
            "patience: at least 1, and minDelta: from 0 expected, found %d and %s"
                .formatted(patience, minDelta));
      }
    }
  }

  public Selection {
    if (averaging.isPresent() && !(averaging.getAsDouble() > 0 && averaging.getAsDouble() < 1)) {
      throw new IllegalArgumentException(
          "averaging: a number in (0, 1) expected, found " + averaging.getAsDouble());
    }
  }

  /** Returns the choice of the best weights at validation, after all steps. */
  public static Selection best() {
    return new Selection(Optional.empty(), true, OptionalDouble.empty());
  }

  public Selection withEarlyStopping(int patience, double minDelta) {
    return new Selection(Optional.of(new EarlyStopping(patience, minDelta)), keepsBest, averaging);
  }

  public Selection withAveraging(double kept) {
    return new Selection(earlyStopping, keepsBest, OptionalDouble.of(kept));
  }
}
