package dev.lathe.engine.train;

/**
 * Where a training stands when a batch is fed.
 *
 * @param step counted from 0: how many steps were taken before
 * @param steps of the whole training, at least 1
 * @param epoch counted from 0
 * @param validating whether the batch is one of validation, that nothing is learnt from
 */
public record Moment(long step, long steps, int epoch, boolean validating) {
  public Moment {
    if (step < 0 || step > steps || epoch < 0) {
      throw new IllegalArgumentException(
          "a step of 0 to %d and an epoch from 0 expected, found %d and %d"
              .formatted(steps, step, epoch));
    }
  }

  /** Returns how much of the training is behind, in [0, 1]. */
  public double share() {
    return (double) step / steps;
  }
}
