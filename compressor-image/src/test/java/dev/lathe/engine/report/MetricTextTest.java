package dev.lathe.engine.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.evaluate.metric.Metric;
import org.junit.jupiter.api.Test;

class MetricTextTest {

  @Test
  void bytesHaveThreeDigitsAndUnitsOfPowersOfTen() {
    assertThat(MetricText.bytes(0)).isEqualTo("0 B");
    assertThat(MetricText.bytes(999)).isEqualTo("999 B");
    assertThat(MetricText.bytes(1000)).isEqualTo("1.00 kB");
    assertThat(MetricText.bytes(585_532)).isEqualTo("586 kB");
    assertThat(MetricText.bytes(999_600)).isEqualTo("1.00 MB");
    assertThat(MetricText.bytes(90_387_606)).isEqualTo("90.4 MB");
    assertThat(MetricText.bytes(2_000_000_000_000_000L)).isEqualTo("2000 TB");
  }

  @Test
  void countsAreWrittenOutWhileTheyAreShort() {
    assertThat(MetricText.count(9_999)).isEqualTo("9,999");
    assertThat(MetricText.count(10_000)).isEqualTo("10.0 k");
    assertThat(MetricText.count(22_565_888)).isEqualTo("22.6 M");
    assertThat(MetricText.count(133_900)).isEqualTo("134 k");
  }

  @Test
  void timesHaveThreeDigits() {
    assertThat(MetricText.millis(0.0123)).isEqualTo("0.012 ms");
    assertThat(MetricText.millis(1.037)).isEqualTo("1.04 ms");
    assertThat(MetricText.millis(1_500)).isEqualTo("1,500 ms");
    assertThat(MetricText.millis(12_340)).isEqualTo("12.3 s");
  }

  @Test
  void everyMetricHasANameAndAValue() {
    for (Metric metric : Metric.values()) {
      assertThat(MetricText.name(metric)).isNotBlank();
      assertThat(MetricText.value(metric, 0.5)).isNotBlank();
    }
  }
}
