package dev.lathe.engine.technique.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class RangeStudyTest {
  private static final Model MODEL =
      Sketch.model(s -> s.output(s.node("Neg", s.input("x", -1, 2, -1))));
  private static final String NEGATIVE = MODEL.graph().nodes().getFirst().output();

  private static RangeStudy.Findings study(
      Calibration calibration, List<Map<String, Tensor>> batches, Map<String, Integer> ranks) {
    SequencedMap<String, Integer> ordered = new LinkedHashMap<>(ranks);
    return new RangeStudy(MODEL, Network.over(batches), calibration, ProgressListener.SILENT)
        .of(List.of("x", NEGATIVE), ordered);
  }

  @Test
  void rangesCoverBatchesOfAnyLengthAndMeansAreByChannel() {
    RangeStudy.Findings findings =
        study(
            Calibration.MIN_MAX,
            List.of(
                Map.of("x", Tensor.ofFloats(Shape.of(1, 2, 2), 1, 2, 3, 8)),
                Map.of("x", Tensor.ofFloats(Shape.of(2, 2, 1), -1, 4, 6, 5))),
            Map.of("x", 3));

    assertThat(findings.ranges())
        .containsExactly(Map.entry("x", new Range(-1, 8)), Map.entry(NEGATIVE, new Range(-8, 1)));
    // channel 0: 1, 2, -1, 6; channel 1: 3, 8, 4, 5
    assertThat(findings.means()).containsExactly(Map.entry("x", List.of(2.0, 5.0)));
  }

  @Test
  void percentilesAndEntropyCutWhatIsRare() {
    Random random = new Random(1);
    List<Map<String, Tensor>> batches = new ArrayList<>();
    for (int batch = 0; batch < 4; batch++) {
      float[] values = new float[2 * 5000];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      values[17] = batch == 2 ? 60 : 0;
      batches.add(Map.of("x", Tensor.ofFloats(Shape.of(1, 2, 5000), values)));
    }

    Range percentile =
        study(Calibration.percentile(99.9), batches, Map.of()).ranges().firstEntry().getValue();
    Range entropy =
        study(Calibration.entropy(), batches, Map.of()).ranges().firstEntry().getValue();

    // 99.9 % of a normal distribution lie within 3.29 deviations; bins are 60 / 2048 wide
    assertThat(percentile.max()).isCloseTo(3.29f, within(0.25f));
    assertThat(percentile.min()).isCloseTo(-3.29f, within(0.25f));
    assertThat(entropy.max()).isLessThan(10);
  }

  @Test
  void aSingleValueThatIsNoNumberIsRefusedByItsName() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      assertRefused(
          List.of(Map.of("x", Tensor.ofFloats(Shape.of(1, 2, 2), 1, 2, bad, 4))),
          "activation 'x' becomes");
    }
  }

  @Test
  void dataWithoutASampleIsRefused() {
    assertRefused(List.of(), "the calibration data is empty");
  }

  private static void assertRefused(List<Map<String, Tensor>> batches, String why) {
    assertThatThrownBy(() -> study(Calibration.MIN_MAX, batches, Map.of()))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_DATA))
        .hasMessageContaining(why);
  }
}
