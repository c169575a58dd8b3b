package dev.lathe.engine.evaluate.statistic;

import java.util.SplittableRandom;

/**
 * Draws samples with replacement, the same ones for the same seed.
 *
 * @param count how many resamples
 * @param blockLength how many neighbouring samples are drawn together; 1 for independent samples
 */
public record Resamples(int count, int blockLength, long seed) {
  private static final int USUAL = 5_000;
  private static final int FEWEST = 1_000;
  private static final long DRAWS = 100_000_000;

  public Resamples {
    if (count < 1 || blockLength < 1) {
      throw new IllegalArgumentException(
          "resamples and block length must be >= 1, found %d and %d".formatted(count, blockLength));
    }
  }

  /**
   * Returns 5,000 resamples of independent samples; fewer, but at least 1,000, where there are more
   * than 20,000 samples.
   */
  public static Resamples ofIndependent(int samples, long seed) {
    return new Resamples(affordable(samples), 1, seed);
  }

  /**
   * Returns resamples of a series whose neighbours depend on each other, in blocks of the cube root
   * of its length that wrap around.
   *
   * <p>Source: Politis and Romano, "A circular block-resampling procedure for stationary data"
   * (1992); the length after Kuensch, "The jackknife and the bootstrap for general stationary
   * observations", Annals of Statistics 17 (1989), 1217-1241.
   */
  public static Resamples ofSeries(int samples, long seed) {
    int length = Math.max(1, (int) Math.ceil(Math.cbrt(samples)));
    return new Resamples(affordable(samples), length, seed);
  }

  private static int affordable(int samples) {
    return (int) Math.clamp(DRAWS / Math.max(1, samples), FEWEST, USUAL);
  }

  /** Returns the statistic of each resample. */
  double[] apply(int samples, SampleStatistic statistic) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] drawn = new int[samples];
    double[] values = new double[count];
    for (int r = 0; r < count; r++) {
      int start = 0;
      for (int i = 0; i < samples; i++) {
        start = i % blockLength == 0 ? random.nextInt(samples) : start + 1;
        drawn[i] = start < samples ? start : start % samples;
      }
      values[r] = statistic.of(drawn);
    }
    return values;
  }
}
