package dev.lathe.engine.evaluate.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedProportionsTest {
  private static PairedProportions discordant(long losses, long gains, long samples) {
    return new PairedProportions(samples - losses - gains, losses, gains, 0);
  }

  @Test
  void theExactTestIsTheBinomialOneOfTheDiscordantPairs() {
    // 2 * P(X >= 25), X ~ Binomial(35, 1/2)
    assertThat(discordant(25, 10, 1_000).mcNemarPValue()).isCloseTo(0.0166738, within(1e-7));
    // all five pairs on one side: 2 / 2^5
    assertThat(discordant(5, 0, 100).mcNemarPValue()).isCloseTo(0.0625, within(1e-12));
    assertThat(discordant(0, 0, 100).mcNemarPValue()).isEqualTo(1);
  }

  @Test
  void concordantPairsMoveNeitherTheDropNorTheTest() {
    PairedProportions few = new PairedProportions(50, 6, 2, 42);
    PairedProportions other = new PairedProportions(10, 6, 2, 82);

    assertThat(few.drop()).isEqualTo(0.04).isEqualTo(other.drop());
    assertThat(few.mcNemarPValue()).isEqualTo(other.mcNemarPValue());
    assertThat(few.dropInterval(0.95)).isEqualTo(other.dropInterval(0.95));
  }

  @Test
  void withoutDiscordantPairsTheBoundIsThatOfAnEventNeverSeen() {
    Interval interval = discordant(0, 0, 1_000).dropInterval(0.95);

    // exact: 1 - 0.05^(1/1000); the score bound alone would be z^2 / (n + z^2) = 0.0026982
    assertThat(interval.upper()).isCloseTo(0.0029912, within(1e-7));
    assertThat(interval.lower()).isEqualTo(-interval.upper());
  }

  @Test
  void theScoreBoundHasItsPublishedForm() {
    // Solved by an independent program from Tango's equations, z = 1.6448536.
    assertThat(discordant(25, 10, 1_000).dropInterval(0.95).upper())
        .isCloseTo(0.0254877, within(1e-7));
  }

  @Test
  void exchangingTheTwoTurnsTheIntervalAround() {
    Interval loss = discordant(9, 3, 400).dropInterval(0.9);
    Interval gain = discordant(3, 9, 400).dropInterval(0.9);

    assertThat(gain.lower()).isCloseTo(-loss.upper(), within(1e-12));
    assertThat(gain.upper()).isCloseTo(-loss.lower(), within(1e-12));
  }

  /** Every outcome is enumerated, so this is the bound's true coverage and no simulation. */
  @ParameterizedTest
  @CsvSource({
    "100, 0.00, 0.02",
    "100, 0.002, 0.032",
    "100, 0.03, 0.03",
    "100, 0, 0.03",
    "300, 0.00, 0.01",
    "300, 0.02, 0.02",
    "300, 0.005, 0.035",
    "300, 0.02, 0.00",
    "100, 0.05, 0.01",
    "300, 0.015, 0.01",
    "1000, 0.003, 0.002",
    "1000, 0.00, 0.003",
    "1000, 0.002, 0.012",
    "1000, 0.01, 0.01",
    "1000, 0.03, 0.03"
  })
  void theOneSidedBoundHoldsAsOftenAsItSays(int samples, double gainRate, double lossRate) {
    Map<Long, Double> bounds = new HashMap<>();
    double covered = 0;
    double total = 0;
    for (int losses = 0; losses <= atMost(samples, lossRate); losses++) {
      for (int gains = 0; gains <= atMost(samples, gainRate); gains++) {
        double probability = probability(samples, losses, gains, lossRate, gainRate);
        total += probability;
        double bound =
            bounds.computeIfAbsent(
                (long) losses << 32 | gains,
                key ->
                    discordant(key >> 32, key & 0xffffffffL, samples).dropInterval(0.95).upper());
        covered += bound >= lossRate - gainRate ? probability : 0;
      }
    }
    assertThat(total).isCloseTo(1, within(1e-6));
    assertThat(covered).isGreaterThan(0.94);
  }

  @Test
  void aSampleIsNeeded() {
    assertThatThrownBy(() -> new PairedProportions(0, 0, 0, 0)).hasMessageContaining("found none");
  }

  private static int atMost(int samples, double rate) {
    return (int) Math.min(samples / 2, samples * rate + 8 * Math.sqrt(samples * rate) + 8);
  }

  private static double probability(int n, int losses, int gains, double loss, double gain) {
    int rest = n - losses - gains;
    if ((losses > 0 && loss == 0) || (gains > 0 && gain == 0)) {
      return 0;
    }
    return Math.exp(
        logFactorial(n)
            - logFactorial(losses)
            - logFactorial(gains)
            - logFactorial(rest)
            + (losses == 0 ? 0 : losses * Math.log(loss))
            + (gains == 0 ? 0 : gains * Math.log(gain))
            + rest * Math.log1p(-loss - gain));
  }

  private static double logFactorial(int n) {
    double sum = 0;
    for (int i = 2; i <= n; i++) {
      sum += Math.log(i);
    }
    return sum;
  }
}
