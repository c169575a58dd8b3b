package dev.lathe.engine.evaluate.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static SampleStatistic mean(double... values) {
    return drawn -> {
      double sum = 0;
      for (int i : drawn) {
        sum += values[i];
      }
      return sum / drawn.length;
    };
  }

  private static double[] draw(int count, Supplier<Double> next) {
    double[] values = new double[count];
    Arrays.setAll(values, i -> next.get());
    return values;
  }

  @Test
  void theSameSeedGivesTheSameBounds() {
    double[] values = draw(100, new SplittableRandom(1)::nextDouble);
    Resamples resamples = Resamples.ofIndependent(100, 7);

    Interval once = Bootstrap.biasCorrected(100, mean(values), resamples).interval(0.95);
    Interval again = Bootstrap.biasCorrected(100, mean(values), resamples).interval(0.95);
    Interval other =
        Bootstrap.biasCorrected(100, mean(values), Resamples.ofIndependent(100, 8)).interval(0.95);

    assertThat(again).isEqualTo(once).isNotEqualTo(other);
  }

  @Test
  void aMeanOfManySamplesHasTheIntervalOfTheNormalLaw() {
    double[] values = draw(2_000, new SplittableRandom(3)::nextDouble);
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance =
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
    double half = 1.6448536 * Math.sqrt(variance / values.length);

    Interval interval =
        Bootstrap.biasCorrected(2_000, mean(values), Resamples.ofIndependent(2_000, 0))
            .interval(0.95);

    // 5,000 resamples leave an error of about 1.5 percent of the half width at this quantile.
    assertThat(interval.lower()).isCloseTo(mean - half, within(0.06 * half));
    assertThat(interval.upper()).isCloseTo(mean + half, within(0.06 * half));
  }

  @Test
  void valuesThatAreAllEqualHaveNoWidth() {
    double[] same = new double[50];
    Arrays.fill(same, 0.25);

    assertThat(
            Bootstrap.biasCorrected(50, mean(same), Resamples.ofIndependent(50, 0)).interval(0.95))
        .isEqualTo(Interval.exactly(0.25));
  }

  /**
   * Means of 60 exponential values, whose skew breaks the plain percentile: the upper bound must
   * miss the true mean about as seldom as it says.
   */
  @Test
  void theCorrectedUpperBoundOfASkewedMeanHolds() {
    long seed = 20260101;
    SplittableRandom random = new SplittableRandom(seed);
    int trials = 800;
    int corrected = 0;
    int plain = 0;
    for (int trial = 0; trial < trials; trial++) {
      double[] values = draw(60, () -> -Math.log1p(-random.nextDouble()));
      Resamples resamples = new Resamples(800, 1, trial);
      corrected +=
          Bootstrap.biasCorrected(60, mean(values), resamples).interval(0.95).upper() >= 1 ? 1 : 0;
      plain +=
          Bootstrap.percentile(60, mean(values), resamples).interval(0.95).upper() >= 1 ? 1 : 0;
    }
    // 800 trials at .95 have a standard deviation of .008.
    assertThat((double) corrected / trials).as("seed %d", seed).isBetween(0.92, 0.98);
    assertThat(corrected).as("seed %d", seed).isGreaterThan(plain);
  }

  @Test
  void blocksWidenTheIntervalOfASeriesWhoseNeighboursAgree() {
    SplittableRandom random = new SplittableRandom(5);
    double[] series = new double[400];
    for (int i = 1; i < series.length; i++) {
      series[i] = 0.9 * series[i - 1] + random.nextDouble() - 0.5;
    }
    Interval independent =
        Bootstrap.percentile(400, mean(series), Resamples.ofIndependent(400, 0)).interval(0.95);
    Interval blocks =
        Bootstrap.percentile(400, mean(series), Resamples.ofSeries(400, 0)).interval(0.95);

    assertThat(blocks.upper() - blocks.lower())
        .isGreaterThan(1.5 * (independent.upper() - independent.lower()));
  }
}
