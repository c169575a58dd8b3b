package dev.lathe.engine.evaluate.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class QuantileTest {
  @Test
  void valuesBetweenTwoSamplesAreInterpolated() {
    double[] values = {4, 1, 3, 2};

    assertThat(Quantile.of(values, 0)).isEqualTo(1);
    assertThat(Quantile.of(values, 0.5)).isEqualTo(2.5);
    assertThat(Quantile.of(values, 0.9)).isCloseTo(3.7, within(1e-12));
    assertThat(Quantile.of(values, 1)).isEqualTo(4);
    assertThat(values).containsExactly(4, 1, 3, 2);
  }
}
