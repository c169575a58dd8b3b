package dev.lathe.engine.evaluate.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProportionTest {
  @Test
  void theBoundsAreExact() {
    // Clopper-Pearson of 8 of 10, two-sided 95 percent: 0.4439045, 0.9747893
    Interval interval = new Proportion(8, 10).interval(0.975);

    assertThat(interval.lower()).isCloseTo(0.4439045, within(1e-6));
    assertThat(interval.upper()).isCloseTo(0.9747893, within(1e-6));
  }

  @Test
  void allAndNoneHaveOneOpenSide() {
    assertThat(new Proportion(20, 20).interval(0.95))
        .isEqualTo(new Interval(Math.pow(0.05, 1 / 20.0), 1));
    assertThat(new Proportion(0, 20).interval(0.95).lower()).isZero();
  }

  @Test
  void moreHitsThanSamplesAreRefused() {
    assertThatThrownBy(() -> new Proportion(3, 2)).hasMessageContaining("found 3 of 2");
  }
}
