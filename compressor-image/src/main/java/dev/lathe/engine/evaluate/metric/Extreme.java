package dev.lathe.engine.evaluate.metric;

import dev.lathe.engine.evaluate.statistic.Interval;

/**
 * The worst sample seen. How much worse an unseen one may be cannot be bounded without assuming a
 * law for the tail, so it is judged as it was seen.
 */
public record Extreme(double value, double baseline, long samples) implements Measured {
  @Override
  public Interval interval(Quantity quantity, double level) {
    return Interval.exactly(point(quantity));
  }

  @Override
  public String method() {
    return "the worst sample itself, without an interval";
  }
}
