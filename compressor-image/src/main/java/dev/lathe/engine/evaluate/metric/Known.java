package dev.lathe.engine.evaluate.metric;

import dev.lathe.engine.evaluate.statistic.Interval;

/** A fact of the two files: it has no error. */
public record Known(double value, double baseline) implements Measured {
  @Override
  public long samples() {
    return 0;
  }

  @Override
  public Interval interval(Quantity quantity, double level) {
    return Interval.exactly(point(quantity));
  }

  @Override
  public String method() {
    return "exact";
  }
}
