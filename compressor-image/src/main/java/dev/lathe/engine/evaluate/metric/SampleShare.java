package dev.lathe.engine.evaluate.metric;

import dev.lathe.engine.evaluate.statistic.Interval;
import dev.lathe.engine.evaluate.statistic.Proportion;

/** The share of samples on which the candidate does as the original, whose own share is 1. */
public record SampleShare(Proportion share) implements Measured {
  @Override
  public double value() {
    return share.value();
  }

  @Override
  public double baseline() {
    return 1;
  }

  @Override
  public long samples() {
    return share.samples();
  }

  @Override
  public Interval interval(Quantity quantity, double level) {
    return share.interval(level).map(value -> quantity.of(value, 1));
  }

  @Override
  public String method() {
    return "exact binomial bound (Clopper and Pearson 1934)";
  }
}
