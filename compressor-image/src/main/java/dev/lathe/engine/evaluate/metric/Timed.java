package dev.lathe.engine.evaluate.metric;

import dev.lathe.engine.evaluate.statistic.Bootstrap;
import dev.lathe.engine.evaluate.statistic.Interval;
import dev.lathe.engine.evaluate.statistic.Quantile;
import dev.lathe.engine.evaluate.statistic.Resamples;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A quantile of the times of interleaved runs of both models. */
public final class Timed implements Measured {
  private final double share;
  private final double[] originalMillis;
  private final double[] candidateMillis;
  private final long seed;
  private final Map<Quantity, Bootstrap> bootstraps = new EnumMap<>(Quantity.class);

  /**
   * @param share which quantile, in (0, 1)
   * @param originalMillis the original's times, in the order of the runs
   * @param candidateMillis the candidate's, each measured beside the original's of that index
   * @throws IllegalArgumentException if they are not of the same number, or none
   */
  public Timed(double share, double[] originalMillis, double[] candidateMillis, long seed) {
    if (originalMillis.length != candidateMillis.length || originalMillis.length == 0) {
      throw new IllegalArgumentException(
          "times come in pairs, found %d and %d"
              .formatted(originalMillis.length, candidateMillis.length));
    }
    this.share = share;
    this.originalMillis = originalMillis.clone();
    this.candidateMillis = candidateMillis.clone();
    this.seed = seed;
  }

  @Override
  public double value() {
    return Quantile.of(candidateMillis, share);
  }

  @Override
  public double baseline() {
    return Quantile.of(originalMillis, share);
  }

  @Override
  public long samples() {
    return originalMillis.length;
  }

  @Override
  public Interval interval(Quantity quantity, double level) {
    return bootstraps
        .computeIfAbsent(
            quantity,
            q ->
                Bootstrap.percentile(
                    originalMillis.length,
                    drawn ->
                        q.of(
                            Quantile.of(pick(candidateMillis, drawn), share),
                            Quantile.of(pick(originalMillis, drawn), share)),
                    Resamples.ofSeries(originalMillis.length, seed)))
        .interval(level);
  }

  @Override
  public Optional<String> doubt() {
    return new Steadiness(share).doubt(originalMillis.length);
  }

  @Override
  public Optional<String> doubt(Quantity quantity, double limit) {
    return new Steadiness(share).doubt(quantity, limit, originalMillis, candidateMillis);
  }

  /** Returns the candidate's quantile over the original's in consecutive parts of the runs. */
  public List<Double> ratiosOfParts() {
    return new Steadiness(share).parts(Quantity.RATIO, originalMillis, candidateMillis);
  }

  @Override
  public String method() {
    return "circular block bootstrap over paired runs (Politis and Romano 1992)";
  }

  private static double[] pick(double[] values, int[] drawn) {
    double[] picked = new double[drawn.length];
    for (int i = 0; i < drawn.length; i++) {
      picked[i] = values[drawn[i]];
    }
    return picked;
  }
}
