package dev.lathe.engine.train;

import java.util.Optional;

/**
 * Says when a training has diverged: its loss is no number, or a thousand times what it was at
 * first.
 */
final class Divergence {
  private static final double FACTOR = 1000;

  private Divergence() {}

  /**
   * Returns in words how a loss has diverged.
   *
   * @param first the loss of the first step
   */
  static Optional<String> of(double loss, double first) {
    if (!Double.isFinite(loss)) {
      return Optional.of("the loss is " + (Double.isNaN(loss) ? "NaN" : "infinite"));
    }
    double bound = FACTOR * Math.max(1, Math.abs(first));
    return Math.abs(loss) > bound
        ? Optional.of("the loss is %.3g, beyond %.3g".formatted(loss, bound))
        : Optional.empty();
  }
}
