package dev.lathe.engine.evaluate.metric;

import dev.lathe.engine.evaluate.statistic.SampleStatistic;

/** The mean of one number per sample. */
public final class SampleMean implements SampleStatistic {
  private final double[] values;

  public SampleMean(double[] values) {
    this.values = values.clone();
  }

  @Override
  public double of(int[] drawn) {
    double sum = 0;
    for (int sample : drawn) {
      sum += values[sample];
    }
    return sum / drawn.length;
  }
}
