package dev.lathe.engine.evaluate.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.evaluate.gate.Gate.Rigour;
import dev.lathe.engine.evaluate.metric.Evidence;
import dev.lathe.engine.evaluate.metric.Extreme;
import dev.lathe.engine.evaluate.metric.Known;
import dev.lathe.engine.evaluate.metric.Measured;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.evaluate.metric.PairedAccuracy;
import dev.lathe.engine.evaluate.metric.Resampled;
import dev.lathe.engine.evaluate.metric.SampleShare;
import dev.lathe.engine.evaluate.metric.Timed;
import dev.lathe.engine.evaluate.statistic.PairedProportions;
import dev.lathe.engine.evaluate.statistic.Proportion;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static Gate gate(Metric metric, Threshold... thresholds) {
    return new Gate("g", metric, List.of(thresholds), Rigour.USUAL, Severity.REQUIRED);
  }

  private static Threshold maxDrop(String text) {
    return Threshold.parseMaxDrop(text);
  }

  private static Threshold min(String text) {
    return new Threshold.Min(new BigDecimal(text));
  }

  private static Threshold maxRatio(String text) {
    return new Threshold.MaxRatio(new BigDecimal(text));
  }

  private static Measured accuracy(long samples, long losses, long gains) {
    return new PairedAccuracy(
        new PairedProportions(samples - losses - gains - 10, losses, gains, 10));
  }

  @Test
  void aSmallDropOnManySamplesPasses() {
    GateResult result = Judge.judge(gate(Metric.ACCURACY, maxDrop("0.01")), accuracy(1_000, 5, 3));

    assertThat(result.outcome()).isEqualTo(Outcome.PASSED);
    assertThat(result.figures())
        .hasValueSatisfying(figures -> {
          assertThat(figures.baseline()).isEqualTo(0.987);
          assertThat(figures.value()).isEqualTo(0.985);
          assertThat(figures.samples()).isEqualTo(1_000);
          assertThat(figures.bound()).isBetween(0.977, 0.985);
        });
    assertThat(result.message())
        .startsWith("the drop of Accuracy is 0.002 and at most 0.00")
        .endsWith("with 95% confidence, the gate asks for at most 0.01");
    assertThat(result.blocks()).isFalse();
  }

  @Test
  void theSameDropOnFewSamplesIsInconclusiveAndSaysHowManyWouldDo() {
    GateResult result = Judge.judge(gate(Metric.ACCURACY, maxDrop("0.01")), accuracy(200, 1, 1));

    assertThat(result.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(result.message())
        .contains("the drop of Accuracy is 0, but at 95% confidence it may be 0.0")
        .containsPattern("about \\d{3,} samples like these would decide, found 200");
    assertThat(result.blocks()).isTrue();
  }

  @Test
  void theNumberOfSamplesItAsksForDoesDecide() {
    // 8 losses, 4 gains of 600: the rates are kept while the samples grow as the message says.
    GateResult result = Judge.judge(gate(Metric.ACCURACY, maxDrop("0.012")), accuracy(600, 8, 4));
    assertThat(result.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    long needed =
        Long.parseLong(
            result.message().replaceAll(".*about ([\\d,]+) samples.*", "$1").replace(",", ""));

    Measured grown = accuracy(needed, Math.round(needed / 75.0), Math.round(needed / 150.0));

    assertThat(Judge.judge(gate(Metric.ACCURACY, maxDrop("0.012")), grown).outcome())
        .isEqualTo(Outcome.PASSED);
  }

  @Test
  void aRuinedCandidateFails() {
    GateResult result =
        Judge.judge(gate(Metric.ACCURACY, maxDrop("0.01")), accuracy(1_000, 400, 2));

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.message())
        .startsWith("the drop of Accuracy is 0.398 and at least 0.37")
        .endsWith("but the gate asks for at most 0.01");
  }

  @Test
  void aRelativeDropIsTakenOfTheOriginalsValue() {
    Measured measured = accuracy(2_000, 40, 20);

    assertThat(Judge.judge(gate(Metric.ACCURACY, maxDrop("2%")), measured).outcome())
        .isEqualTo(Outcome.PASSED);
    assertThat(Judge.judge(gate(Metric.ACCURACY, maxDrop("1.2%")), measured).outcome())
        .isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(gate(Metric.ACCURACY, maxDrop("1.20%")).threshold()).isEqualTo("maxDrop 1.20%");
  }

  @Test
  void fewerSamplesThanAskedForAreInconclusiveHoweverGood() {
    Gate strict =
        new Gate(
            "g",
            Metric.ACCURACY,
            List.of(maxDrop("0.5")),
            new Rigour(0.95, 500),
            Severity.ADVISORY);

    GateResult result = Judge.judge(strict, accuracy(499, 0, 0));

    assertThat(result.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(result.message()).isEqualTo("the gate asks for at least 500 samples, found 499");
    assertThat(result.blocks()).isFalse();
  }

  @Test
  void resamplingAsksForThirtySamples() {
    Measured few = Resampled.against(1, 29, drawn -> 0.999, 0);
    Measured enough = Resampled.against(1, 30, drawn -> 0.999, 0);

    assertThat(Judge.judge(gate(Metric.COSINE_MEAN, min("0.9")), few).outcome())
        .isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(Judge.judge(gate(Metric.COSINE_MEAN, min("0.9")), enough).outcome())
        .isEqualTo(Outcome.PASSED);
  }

  @Test
  void ofSeveralThresholdsTheWorstCounts() {
    GateResult result =
        Judge.judge(gate(Metric.ACCURACY, min("0.9"), maxDrop("0.0001")), accuracy(10_000, 30, 10));

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.message()).startsWith("the drop of Accuracy");
    assertThat(result.threshold()).isEqualTo("min 0.9, maxDrop 0.0001");
  }

  @Test
  void factsOfTheFilesNeedNoSamples() {
    Gate half =
        new Gate(
            "size",
            Metric.SIZE_BYTES,
            List.of(maxRatio("0.55")),
            new Rigour(0.95, 500),
            Severity.REQUIRED);

    GateResult passed = Judge.judge(half, new Known(319_827, 585_532));
    GateResult failed = Judge.judge(half, new Known(400_000, 585_532));

    assertThat(passed.outcome()).isEqualTo(Outcome.PASSED);
    assertThat(passed.message())
        .isEqualTo("SizeBytes over the original's is 0.54622, the gate asks for at most 0.55");
    assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(failed.message())
        .isEqualTo("SizeBytes over the original's is 0.68314, but the gate asks for at most 0.55");
  }

  @Test
  void theWorstSampleIsJudgedAsItWasSeen() {
    Evidence worst = new Extreme(0.98, 1, 200);

    assertThat(Judge.judge(gate(Metric.COSINE_MIN, min("0.98")), worst).outcome())
        .isEqualTo(Outcome.PASSED);
    assertThat(Judge.judge(gate(Metric.COSINE_MIN, min("0.981")), worst).outcome())
        .isEqualTo(Outcome.FAILED);
  }

  @Test
  void agreementHasTheExactBound() {
    Gate gate = gate(Metric.AGREEMENT, min("0.99"));

    // 0.05^(1/n) >= 0.99 from n = 299 on
    assertThat(Judge.judge(gate, new SampleShare(new Proportion(299, 299))).outcome())
        .isEqualTo(Outcome.PASSED);
    assertThat(Judge.judge(gate, new SampleShare(new Proportion(298, 298))).outcome())
        .isEqualTo(Outcome.INCONCLUSIVE);
  }

  @Test
  void outputsThatAreNoNumbersFail() {
    GateResult result =
        Judge.judge(
            gate(Metric.COSINE_MEAN, min("0.9")),
            new Evidence.Spoilt("the candidate's output 'y' is NaN for sample 3", 10));

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.message()).isEqualTo("the candidate's output 'y' is NaN for sample 3");
  }

  @Test
  void whatWasNotMeasuredIsInconclusive() {
    GateResult result =
        Judge.judge(
            gate(Metric.ACCURACY, min("0.9")), new Evidence.Absent("the data has no labels"));

    assertThat(result.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(result.message()).isEqualTo("the data has no labels");
    assertThat(result.figures()).isEmpty();
  }

  @Test
  void aRatioToNothingIsInconclusive() {
    assertThat(Judge.judge(gate(Metric.MACS, maxRatio("0.5")), new Known(3, 0)).outcome())
        .isEqualTo(Outcome.INCONCLUSIVE);
  }

  @Test
  void steadyTimesDecideALatencyGate() {
    Measured faster = timed(0.5, 200, 1.0, 0.6, 0.02);

    assertThat(Judge.judge(gate(Metric.LATENCY_P50, maxRatio("0.8")), faster).outcome())
        .isEqualTo(Outcome.PASSED);
    assertThat(Judge.judge(gate(Metric.LATENCY_P50, maxRatio("0.5")), faster).outcome())
        .isEqualTo(Outcome.FAILED);
  }

  @Test
  void unsteadyTimesDecideNothing() {
    double[] original = new double[200];
    double[] drifting = new double[200];
    Arrays.setAll(original, i -> 1 + i % 7 * 0.01);
    Arrays.setAll(drifting, i -> (i < 160 ? 0.5 : 0.9) + i % 5 * 0.01);
    GateResult result =
        Judge.judge(
            gate(Metric.LATENCY_P50, maxRatio("0.7")), new Timed(0.5, original, drifting, 0));

    assertThat(result.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(result.message())
        .startsWith("the measurement is not stable: the parts of the runs give 0.")
        .contains("on both sides of 0.7");
  }

  @Test
  void timesThatDriftOnOneSideOfTheLimitDecide() {
    double[] original = new double[200];
    double[] drifting = new double[200];
    Arrays.setAll(original, i -> 1 + i % 7 * 0.01);
    Arrays.setAll(drifting, i -> (i < 100 ? 2.7 : 4) + i % 5 * 0.01);
    Measured slower = new Timed(0.5, original, drifting, 0);

    assertThat(Judge.judge(gate(Metric.LATENCY_P50, maxRatio("1")), slower).outcome())
        .isEqualTo(Outcome.FAILED);
    assertThat(Judge.judge(gate(Metric.LATENCY_P50, maxRatio("5")), slower).outcome())
        .isEqualTo(Outcome.PASSED);
  }

  @Test
  void scatteredTimesWidenTheBound() {
    Gate gate = gate(Metric.LATENCY_P50, maxRatio("1.2"));

    assertThat(Judge.judge(gate, timed(0.5, 200, 1.0, 1.0, 0.1)).outcome())
        .isEqualTo(Outcome.PASSED);
    assertThat(Judge.judge(gate, timed(0.5, 200, 1.0, 1.0, 20)).outcome())
        .isEqualTo(Outcome.INCONCLUSIVE);
  }

  @Test
  void theNinetyNinthPercentileNeedsThreeHundredRuns() {
    Gate gate = gate(Metric.LATENCY_P99, maxRatio("0.9"));

    assertThat(Judge.judge(gate, timed(0.99, 299, 1, 0.5, 0.02)).outcome())
        .isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(Judge.judge(gate, timed(0.99, 300, 1, 0.5, 0.02)).outcome())
        .isEqualTo(Outcome.PASSED);
  }

  @Test
  void aThresholdThatSaysNothingIsRefusedWithTheField() {
    assertThatThrownBy(() -> gate(Metric.SIZE_BYTES, maxDrop("0.1")))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_MANIFEST))
        .hasMessage("gate 'g': maxDrop says nothing about SizeBytes: use max or maxRatio");
    assertThatThrownBy(() -> gate(Metric.ACCURACY, maxRatio("0.9")))
        .hasMessageContaining("use min or maxDrop");
    assertThatThrownBy(() -> gate(Metric.ACCURACY)).hasMessageContaining("at least one of min");
  }

  private static Timed timed(
      double share, int runs, double original, double candidate, double noise) {
    SplittableRandom random = new SplittableRandom(9);
    double[] first = new double[runs];
    double[] second = new double[runs];
    Arrays.setAll(first, i -> original * (1 + noise * random.nextDouble()));
    Arrays.setAll(second, i -> candidate * (1 + noise * random.nextDouble()));
    return new Timed(share, first, second, 0);
  }
}
