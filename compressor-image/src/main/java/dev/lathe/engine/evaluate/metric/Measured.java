package dev.lathe.engine.evaluate.metric;

import dev.lathe.engine.evaluate.statistic.Interval;
import java.util.Optional;

/** A metric's value for both models, and how sure it is. */
public sealed interface Measured extends Evidence
    permits Known, PairedAccuracy, SampleShare, Resampled, Extreme, Timed {

  /** Returns the candidate's value. */
  double value();

  /** Returns the original's value. */
  double baseline();

  /** Returns how many samples or runs the value rests on; 0 where it is known without any. */
  long samples();

  /**
   * Returns the bounds of a quantity, each one-sided at {@code level} in (0.5, 1). Both are the
   * value itself where there is nothing to be unsure of, or no way to bound it.
   */
  Interval interval(Quantity quantity, double level);

  /** Returns by which method the bounds are made, in words for a report. */
  String method();

  /** Returns why no decision may rest on this, if so: too few samples for the method. */
  default Optional<String> doubt() {
    return Optional.empty();
  }

  /** Returns why this must not decide on which side of a limit a quantity lies, if so. */
  default Optional<String> doubt(Quantity quantity, double limit) {
    return Optional.empty();
  }

  /** Returns the quantity for the values measured. */
  default double point(Quantity quantity) {
    return quantity.of(value(), baseline());
  }
}
