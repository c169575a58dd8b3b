package dev.lathe.engine.evaluate.metric;

import dev.lathe.engine.evaluate.statistic.Interval;
import dev.lathe.engine.evaluate.statistic.PairedProportions;

/**
 * The share of samples that each model has right.
 *
 * @param counts the original first, the candidate second
 */
public record PairedAccuracy(PairedProportions counts) implements Measured {
  @Override
  public double value() {
    return counts.second().value();
  }

  @Override
  public double baseline() {
    return counts.first().value();
  }

  @Override
  public long samples() {
    return counts.samples();
  }

  @Override
  public Interval interval(Quantity quantity, double level) {
    return switch (quantity) {
      case VALUE -> counts.second().interval(level);
      case DROP -> counts.dropInterval(level);
      case RATIO -> counts.dropInterval(level).map(drop -> 1 - drop / baseline());
    };
  }

  @Override
  public double point(Quantity quantity) {
    return quantity == Quantity.DROP ? counts.drop() : quantity.of(value(), baseline());
  }

  @Override
  public String method() {
    return "paired score bound (Tango 1998), exact binomial where that is wider";
  }
}
