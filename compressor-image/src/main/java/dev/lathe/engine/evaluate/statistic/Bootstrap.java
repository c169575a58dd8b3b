package dev.lathe.engine.evaluate.statistic;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Bounds of any statistic by resampling the samples: both models' results of a sample stay
 * together, so a difference is a paired one. Deterministic by its seed.
 */
public final class Bootstrap {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private final int samples;
  private final SampleStatistic statistic;
  private final double value;
  private final double[] ascending;
  private final boolean corrected;
  private double acceleration;

  private Bootstrap(int samples, SampleStatistic statistic, Resamples resamples, boolean bca) {
    this.samples = samples;
    this.statistic = statistic;
    value = statistic.of(IntStream.range(0, samples).toArray());
    ascending = resamples.apply(samples, statistic);
    Arrays.sort(ascending);
    corrected = bca;
  }

  /**
   * Returns the bootstrap whose bounds are corrected for bias and skew.
   *
   * <p>Source: Efron, "Better bootstrap confidence intervals", JASA 82 (1987), 171-185, with the
   * acceleration from the jackknife. Departs in one point: beyond 2,000 samples the jackknife
   * leaves out groups instead of single samples.
   */
  public static Bootstrap biasCorrected(
      int samples, SampleStatistic statistic, Resamples resamples) {
    Bootstrap bootstrap = new Bootstrap(samples, statistic, resamples, true);
    bootstrap.acceleration = bootstrap.jackknifeAcceleration();
    return bootstrap;
  }

  /**
   * Returns the bootstrap whose bounds are the resamples' own quantiles, for statistics that are no
   * smooth function of the samples: quantiles.
   *
   * <p>Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13.
   */
  public static Bootstrap percentile(int samples, SampleStatistic statistic, Resamples resamples) {
    return new Bootstrap(samples, statistic, resamples, false);
  }

  /** Returns the statistic of the samples as they are. */
  public double value() {
    return value;
  }

  /** Returns the bounds, each one-sided at {@code level} in (0.5, 1). */
  public Interval interval(double level) {
    if (Double.isNaN(value) || Double.isNaN(ascending[ascending.length - 1])) {
      throw new IllegalStateException("a statistic that is not a number has no interval");
    }
    double bias = corrected ? bias() : 0;
    if (Double.isInfinite(bias)) {
      // Every resample lies on one side of the value: it is a limit of what can be observed.
      return new Interval(ascending[0], ascending[ascending.length - 1]).including(value);
    }
    double lower = Quantile.ofSorted(ascending, share(1 - level, bias));
    double upper = Quantile.ofSorted(ascending, share(level, bias));
    return new Interval(Math.min(lower, upper), Math.max(lower, upper));
  }

  private double share(double level, double bias) {
    double z = NORMAL.inverseCumulativeProbability(level);
    double moved = bias + (bias + z) / (1 - acceleration * (bias + z));
    return NORMAL.cumulativeProbability(corrected ? moved : z);
  }

  /** Median bias of the resamples in standard normal units; ties count half. */
  private double bias() {
    double below = 0;
    for (double resampled : ascending) {
      below += resampled < value ? 1 : resampled == value ? 0.5 : 0;
    }
    return NORMAL.inverseCumulativeProbability(below / ascending.length);
  }

  private double jackknifeAcceleration() {
    int groups = Math.min(samples, 2_000);
    double[] left = new double[groups];
    for (int group = 0; group < groups; group++) {
      int from = (int) ((long) group * samples / groups);
      int to = (int) ((long) (group + 1) * samples / groups);
      int[] others =
          IntStream.concat(IntStream.range(0, from), IntStream.range(to, samples)).toArray();
      left[group] = others.length == 0 ? value : statistic.of(others);
    }
    double mean = Arrays.stream(left).average().orElse(value);
    double squares = 0;
    double cubes = 0;
    for (double one : left) {
      double distance = mean - one;
      squares += distance * distance;
      cubes += distance * distance * distance;
    }
    double acceleration = cubes / (6 * Math.pow(squares, 1.5));
    return Double.isFinite(acceleration) ? acceleration : 0;
  }
}
