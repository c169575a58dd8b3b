package dev.lathe.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lathe.engine.evaluate.gate.Gate;
import dev.lathe.engine.evaluate.gate.Gate.Rigour;
import dev.lathe.engine.evaluate.gate.GateResult;
import dev.lathe.engine.evaluate.gate.Outcome;
import dev.lathe.engine.evaluate.gate.Severity;
import dev.lathe.engine.evaluate.gate.Threshold;
import dev.lathe.engine.evaluate.metric.Evidence;
import dev.lathe.engine.evaluate.metric.Known;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.onnx.ModelFile;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.runtime.TinyModel;
import dev.lathe.engine.tensor.DType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluatorTest {
  private static final int SAMPLES = 400;

  @TempDir Path folder;

  private ModelFile subject(String name, String opType) throws IOException {
    byte[] model =
        new TinyModel()
            .input("x", DType.FLOAT, -1, 4)
            .node(opType, List.of("x"), List.of("y"))
            .output("y", DType.FLOAT, -1, 4)
            .toBytes();
    return OnnxReader.readFile(Files.write(folder.resolve(name), model));
  }

  /** The label is the highest of four random numbers, but in every tenth sample. */
  private static MemoryDataset data(boolean labelled) {
    SplittableRandom random = new SplittableRandom(11);
    float[] values = new float[SAMPLES * 4];
    long[] labels = new long[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      int best = 0;
      for (int c = 0; c < 4; c++) {
        values[4 * i + c] = (float) random.nextDouble(-1, 1);
        best = values[4 * i + c] > values[4 * i + best] ? c : best;
      }
      labels[i] = i % 10 == 0 ? (best + 1) % 4 : best;
    }
    return new MemoryDataset(4, values, labelled ? Optional.of(labels) : Optional.empty());
  }

  private static Evaluation evaluate(
      ModelFile original,
      ModelFile candidate,
      Optional<MemoryDataset> data,
      List<Double> progress) {
    EvaluationSettings settings =
        new EvaluationSettings(
            Optional.empty(), Pooling.NONE, 32, new LatencySettings(1, 30, 5), 1);
    return new Evaluator(settings, 0, progress::add)
        .evaluate(original, candidate, data.map(d -> d), false);
  }

  private static Gate gate(Metric metric, Threshold threshold) {
    return new Gate("g", metric, List.of(threshold), Rigour.USUAL, Severity.REQUIRED);
  }

  private static List<MetricSummary> untimed(Evaluation evaluation) {
    return evaluation.summaries().stream()
        .filter(summary -> summary.metric().source() != Metric.Source.RUNS)
        .toList();
  }

  @Test
  void aFaithfulCandidatePassesAndARuinedOneFails() throws IOException {
    ModelFile original = subject("original.onnx", "Identity");
    Gate accuracy = gate(Metric.ACCURACY, Threshold.parseMaxDrop("0.01"));
    Gate agreement = gate(Metric.AGREEMENT, new Threshold.Min(new BigDecimal("0.95")));

    Evaluation faithful =
        evaluate(
            original, subject("same.onnx", "Tanh"), Optional.of(data(true)), new ArrayList<>());
    Evaluation ruined =
        evaluate(
            original, subject("ruined.onnx", "Neg"), Optional.of(data(true)), new ArrayList<>());

    assertThat(faithful.judge(List.of(accuracy, agreement)))
        .extracting(GateResult::outcome)
        .containsExactly(Outcome.PASSED, Outcome.PASSED);
    assertThat(ruined.judge(List.of(accuracy, agreement)))
        .extracting(GateResult::outcome)
        .containsExactly(Outcome.FAILED, Outcome.FAILED);
  }

  @Test
  void everySampleCountsOnceWhateverTheBatches() throws IOException {
    List<Double> progress = new ArrayList<>();
    Evaluation evaluation =
        evaluate(
            subject("original.onnx", "Identity"),
            subject("same.onnx", "Tanh"),
            Optional.of(data(true)),
            progress);

    assertThat(evaluation.outputs())
        .hasValueSatisfying(outputs -> {
          assertThat(outputs.samples()).isEqualTo(SAMPLES);
          assertThat(outputs.isClassified()).isTrue();
          assertThat(
                  outputs.confusions().orElseThrow().original().counts().stream()
                      .flatMap(List::stream)
                      .mapToLong(Long::longValue)
                      .sum())
              .isEqualTo(SAMPLES);
        });
    MetricSummary accuracy = evaluation.summaries().getFirst();
    assertThat(accuracy.metric()).isEqualTo(Metric.ACCURACY);
    assertThat(accuracy.range().original()).isCloseTo(0.9, within(1e-12));
    assertThat(accuracy.range().interval().contains(0.9)).isTrue();
    assertThat(accuracy.pairs()).isPresent();
    assertThat(progress).isSorted().endsWith(1.0).hasSizeGreaterThan(10);
  }

  @Test
  void theSameSeedGivesTheSameEvidence() throws IOException {
    ModelFile original = subject("original.onnx", "Identity");
    ModelFile candidate = subject("candidate.onnx", "Tanh");
    Evaluation once = evaluate(original, candidate, Optional.of(data(false)), new ArrayList<>());
    Evaluation again = evaluate(original, candidate, Optional.of(data(false)), new ArrayList<>());

    assertThat(untimed(once)).hasSizeGreaterThan(5).isEqualTo(untimed(again));
  }

  @Test
  void withoutDataOnlyTheFilesAreCompared() throws IOException {
    Evaluation evaluation =
        evaluate(
            subject("original.onnx", "Identity"),
            subject("longer-name.onnx", "LogSoftmax"),
            Optional.empty(),
            new ArrayList<>());

    assertThat(evaluation.of(Metric.SIZE_BYTES))
        .isEqualTo(
            new Known(
                Files.size(folder.resolve("longer-name.onnx")),
                Files.size(folder.resolve("original.onnx"))));
    assertThat(evaluation.of(Metric.ACCURACY))
        .isEqualTo(
            new Evidence.Absent(
                "Accuracy needs evaluation data: the manifest has no data.evaluation"));
    assertThat(evaluation.of(Metric.MACS)).isEqualTo(new Known(0, 0));
    assertThat(evaluation.timing()).isEmpty();
    assertThat(
            evaluation
                .judge(List.of(gate(Metric.LATENCY_P50, new Threshold.Max(BigDecimal.ONE))))
                .getFirst()
                .outcome())
        .isEqualTo(Outcome.INCONCLUSIVE);
  }

  @Test
  void theRunsAreKeptForTheReport() throws IOException {
    Evaluation evaluation =
        evaluate(
            subject("original.onnx", "Identity"),
            subject("candidate.onnx", "Tanh"),
            Optional.of(data(true)),
            new ArrayList<>());

    assertThat(evaluation.timing())
        .hasValueSatisfying(timing -> assertThat(timing.runs().candidateMillis()).hasSize(30));
    assertThat(evaluation.environment().threads()).isEqualTo(1);
    assertThat(evaluation.telling())
        .startsWith(Metric.ACCURACY, Metric.F1)
        .contains(Metric.SIZE_BYTES, Metric.LATENCY_P50)
        .doesNotContain(Metric.COSINE_MEAN);
  }
}
