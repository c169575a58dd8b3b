package dev.lathe.engine.evaluate.metric;

import dev.lathe.engine.evaluate.statistic.Bootstrap;
import dev.lathe.engine.evaluate.statistic.Interval;
import dev.lathe.engine.evaluate.statistic.Resamples;
import dev.lathe.engine.evaluate.statistic.SampleStatistic;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A metric of independent samples whose bounds come from resampling them. */
public final class Resampled implements Measured {
  /** Below this the resamples are too alike for bounds that hold. */
  public static final int FEWEST_SAMPLES = 30;

  private final int samples;
  private final SampleStatistic candidate;
  private final SampleStatistic original;
  private final long seed;
  private final Map<Quantity, Bootstrap> bootstraps = new EnumMap<>(Quantity.class);

  /**
   * @param candidate the candidate's value on a choice of the samples
   * @param original the original's value on the same choice
   */
  public Resampled(int samples, SampleStatistic candidate, SampleStatistic original, long seed) {
    this.samples = samples;
    this.candidate = candidate;
    this.original = original;
    this.seed = seed;
  }

  /** Returns a metric whose value for the original is a constant. */
  public static Resampled against(
      double baseline, int samples, SampleStatistic candidate, long seed) {
    return new Resampled(samples, candidate, drawn -> baseline, seed);
  }

  @Override
  public double value() {
    return candidate.of(all());
  }

  @Override
  public double baseline() {
    return original.of(all());
  }

  @Override
  public long samples() {
    return samples;
  }

  @Override
  public Interval interval(Quantity quantity, double level) {
    return bootstrap(quantity).interval(level);
  }

  @Override
  public Optional<String> doubt() {
    return samples >= FEWEST_SAMPLES
        ? Optional.empty()
        : Optional.of(
            "bounds by resampling need at least %d samples, found %d"
                .formatted(FEWEST_SAMPLES, samples));
  }

  @Override
  public String method() {
    return "bias-corrected accelerated bootstrap over paired samples (Efron 1987)";
  }

  private int[] all() {
    return IntStream.range(0, samples).toArray();
  }

  private Bootstrap bootstrap(Quantity quantity) {
    return bootstraps.computeIfAbsent(
        quantity,
        q ->
            Bootstrap.biasCorrected(
                samples,
                drawn -> q.of(candidate.of(drawn), original.of(drawn)),
                Resamples.ofIndependent(samples, seed)));
  }
}
