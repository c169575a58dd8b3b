package dev.lathe.engine.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MetricTest {
  @Test
  void theNamesAreThoseOfTheManifest() {
    assertThat(Arrays.stream(Metric.values()).map(Metric::manifestName))
        .containsExactly(
            "Accuracy",
            "Top5Accuracy",
            "F1",
            "Agreement",
            "CosineMean",
            "CosineMin",
            "MeanSquaredError",
            "Sqnr",
            "KlDivergence",
            "SizeBytes",
            "Parameters",
            "Macs",
            "Sparsity",
            "LatencyP50",
            "LatencyP99");
    assertThat(Metric.ofManifestName("Sqnr")).contains(Metric.SQNR);
    assertThat(Metric.ofManifestName("accuracy")).isEmpty();
  }

  @Test
  void numbersAreWrittenWithoutNoise() {
    assertThat(Metric.ACCURACY.format(0.988)).isEqualTo("0.988");
    assertThat(Metric.SIZE_BYTES.format(90_387_606)).isEqualTo("90387606");
    assertThat(Metric.LATENCY_P50.format(1.8534567)).isEqualTo("1.8535");
    assertThat(Metric.MEAN_SQUARED_ERROR.format(0.0000123456)).isEqualTo("0.000012346");
    assertThat(Metric.KL_DIVERGENCE.format(1.5e-9)).isEqualTo("1.5E-9");
    assertThat(Metric.ACCURACY.format(1)).isEqualTo("1");
    assertThat(Metric.SQNR.format(Double.NaN)).isEqualTo("NaN");
  }
}
