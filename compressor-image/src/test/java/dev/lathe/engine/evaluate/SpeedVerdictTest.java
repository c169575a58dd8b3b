package dev.lathe.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.evaluate.SpeedVerdict.Kind;
import dev.lathe.engine.evaluate.metric.Timed;
import dev.lathe.engine.runtime.OptimizedGraph;
import dev.lathe.engine.runtime.OptimizedGraph.Conversions;
import dev.lathe.engine.runtime.Processor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeedVerdictTest {
  private static final OptimizedGraph FLOAT = graph(0, 36, 0, new Conversions(0, 0, 0));
  private static final Processor VNNI = processor("avx2", "avx512f", "avx512_vnni");

  private static OptimizedGraph graph(
      int integer, int floating, int depthwise, Conversions conversions) {
    return new OptimizedGraph(new LinkedHashMap<>(), integer, floating, depthwise, conversions);
  }

  private static Processor processor(String... features) {
    return new Processor("amd64", "Some CPU", new LinkedHashSet<>(List.of(features)), 2);
  }

  private static Timed times(int runs, double ratio) {
    double[] original = new double[runs];
    double[] candidate = new double[runs];
    Arrays.setAll(original, i -> 1 + (i * 7 % 10) * 0.002);
    Arrays.setAll(candidate, i -> ratio * (1 + (i * 3 % 10) * 0.002));
    return new Timed(0.5, original, candidate, 0);
  }

  @Test
  void aFasterCandidateNeedsNoReason() {
    SpeedVerdict verdict =
        SpeedVerdict.of(times(200, 0.6), FLOAT, graph(36, 0, 0, new Conversions(2, 0, 0)), VNNI, 0);

    assertThat(verdict.kind()).isEqualTo(Kind.SPEED_UP);
    assertThat(verdict.ratio()).isBetween(0.59, 0.61);
    assertThat(verdict.interval().contains(verdict.ratio())).isTrue();
    assertThat(verdict.reasons()).isEmpty();
  }

  @Test
  void aSlowerOneIsExplainedWithCounts() {
    SpeedVerdict verdict =
        SpeedVerdict.of(
            times(200, 1.5),
            FLOAT,
            graph(30, 6, 13, new Conversions(2, 1, 18)),
            processor("avx2"),
            0);

    assertThat(verdict.kind()).isEqualTo(Kind.SLOW_DOWN);
    assertThat(verdict.reasons())
        .containsExactly(
            "6 of 36 layers still compute in floating point",
            "13 convolutions are depthwise: they are bound by memory rather than arithmetic, and"
                + " 8-bit kernels gain nothing on them",
            "18 conversions between floating point and integers are left inside the graph, beside"
                + " 2 at its edges",
            "1 stored 8-bit weight is turned into floating point at each run",
            "the processor Some CPU has no VNNI, so 8-bit products take several instructions"
                + " (AVX2)");
  }

  @Test
  void unfusedQuantizationIsNamedAsSuch() {
    SpeedVerdict verdict =
        SpeedVerdict.of(
            times(200, 1.0), FLOAT, graph(0, 36, 0, new Conversions(2, 36, 50)), VNNI, 0);

    assertThat(verdict.kind()).isEqualTo(Kind.NO_SPEED_UP);
    assertThat(verdict.reasons().getFirst())
        .startsWith("none of the 36 layers computes in integers");
  }

  @Test
  void zerosBuyNoTime() {
    assertThat(SpeedVerdict.of(times(200, 1.0), FLOAT, FLOAT, VNNI, 0.6).reasons())
        .containsExactly(
            "60% of the weights are zero, but ONNX Runtime multiplies them like any other:"
                + " scattered zeros save size, not time");
  }

  @Test
  void aGainWithinTheMarginIsNone() {
    assertThat(SpeedVerdict.of(times(200, 0.99), FLOAT, FLOAT, VNNI, 0).kind())
        .isEqualTo(Kind.NO_SPEED_UP);
  }

  @Test
  void tooFewRunsDecideNothing() {
    SpeedVerdict verdict = SpeedVerdict.of(times(10, 0.5), FLOAT, FLOAT, VNNI, 0);

    assertThat(verdict.kind()).isEqualTo(Kind.UNDECIDED);
    assertThat(verdict.reasons()).singleElement().asString().contains("at least 30 runs");
  }

  @Test
  void aDriftThatTurnsTheVerdictIsUndecidedAndOneThatDoesNotIsNone() {
    assertThat(SpeedVerdict.of(drifting(0.7, 1.5), FLOAT, FLOAT, VNNI, 0).kind())
        .isEqualTo(Kind.UNDECIDED);
    assertThat(SpeedVerdict.of(drifting(2.7, 4), FLOAT, FLOAT, VNNI, 0).kind())
        .isEqualTo(Kind.SLOW_DOWN);
  }

  private static Timed drifting(double before, double after) {
    double[] original = new double[200];
    double[] candidate = new double[200];
    Arrays.setAll(original, i -> 1 + (i * 7 % 10) * 0.002);
    Arrays.setAll(candidate, i -> (i < 100 ? before : after) + (i * 3 % 10) * 0.002);
    return new Timed(0.5, original, candidate, 0);
  }
}
