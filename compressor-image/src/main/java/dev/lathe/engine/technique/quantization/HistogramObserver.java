package dev.lathe.engine.technique.quantization;

import java.util.function.Function;

/** Chooses a range from a histogram of all that was seen. */
final class HistogramObserver implements RangeObserver {
  private final Histogram histogram = new Histogram();
  private final Function<Histogram, Range> choice;

  HistogramObserver(Function<Histogram, Range> choice) {
    this.choice = choice;
  }

  @Override
  public void observe(float[] values) {
    histogram.add(values);
  }

  @Override
  public Range range() {
    if (histogram.total() == 0) {
      throw new IllegalStateException("nothing was observed");
    }
    return histogram.isFlat() ? new Range(0, 0) : choice.apply(histogram);
  }
}
