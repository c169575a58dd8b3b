package dev.lathe.engine.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.artifact.Places;
import dev.lathe.engine.evaluate.MetricSummary;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.onnx.Fixtures;
import dev.lathe.engine.report.ReportFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network of depthwise convolutions for digits, trained by one job, rounded to weights of four
 * bits by the next, and in the last taught by what it was, on pictures without labels.
 */
@SuppressWarnings("NullAway.Init")
class AwareDistillationTest {
  private static final String LABELS = ", labels: training-labels";
  private static final String FLOAT =
      "{fineTune: {training: {epochs: 3, batchSize: 64, optimizer: {learningRate: \"0.01\"},"
          + " schedule: {type: Cosine, warmup: \"0.05\"}, batchNorm: Trained}}}";
  private static final String ROUNDED =
      "mode: Static, keepFloat: Never, weights: {bits: 4, granularity: PerTensor}";
  private static final String TAUGHT =
      ROUNDED
          + ", aware: true, awareness: {distill: {softWeight: \"1\"}}, training: {epochs: 1,"
          + " batchSize: 64, optimizer: {learningRate: \"0.002\"}, schedule: {type: Cosine}}";

  @TempDir private Path folder;

  private static String training(String labels) {
    return """
        training:
          uri: "file:%s"
          maxSamples: 6000
          idx: {input: x, images: training-images%s, mean: "0.1307", std: "0.3081"}
    """
        .formatted(Fixtures.path("mnist"), labels);
  }

  private RunReport run(String source, String recipe, String training, String output) {
    String manifest =
        """
        apiVersion: compression.lathe.dev/v1alpha1
        kind: CompressionJob
        metadata: {name: digits}
        spec:
          source: {uri: "file:%s"}
          data:
        %s    calibration:
              uri: "file:%s"
              maxSamples: 256
              idx: {input: x, images: calibration-images, mean: "0.1307", std: "0.3081"}
            evaluation:
              uri: "file:%s"
              maxSamples: 2000
              idx: {input: x, images: evaluation-images, labels: evaluation-labels, mean: "0.1307", std: "0.3081"}
          recipe: [%s]
          evaluation: {latency: {runs: 2, warmup: 0}}
          output: {uri: "file:%s"}
          threads: 1
        """
            .formatted(
                source, training, Fixtures.path("mnist"), Fixtures.path("mnist"), recipe, output);
    Places places =
        new Places(folder, Optional.empty(), folder.resolve("secrets"), folder.resolve("work"));
    return new Pipeline(
            new Workplace(places, folder.resolve(output + ".rejected"), 1),
            Progress.SILENT,
            new ReportFiles())
        .run(Manifest.parse("job.yaml", manifest), manifest)
        .report();
  }

  private static MetricSummary.Range measured(RunReport report, Metric metric) {
    return report.metrics().stream()
        .filter(summary -> summary.metric() == metric)
        .findFirst()
        .orElseThrow()
        .range();
  }

  @Test
  void whatRoundingLosesIsLearntBackFromTheSourceWithoutLabels() throws IOException {
    Files.copy(Fixtures.path("untrained").resolve("separable.onnx"), folder.resolve("new.onnx"));
    run("new.onnx", FLOAT, training(LABELS), "float");
    String source = "float/model.onnx";

    RunReport rounded = run(source, "{quantize: {" + ROUNDED + "}}", "", "rounded");
    RunReport taught = run(source, "{quantize: {" + TAUGHT + "}}", training(""), "taught");

    double exact = measured(rounded, Metric.ACCURACY).original();
    double lost = exact - measured(rounded, Metric.ACCURACY).candidate();
    assertThat(exact).isGreaterThan(0.9);
    assertThat(lost).isGreaterThan(0.01);
    assertThat(exact - measured(taught, Metric.ACCURACY).candidate()).isLessThan(lost / 2);
    assertThat(measured(taught, Metric.AGREEMENT).candidate())
        .isGreaterThan(measured(rounded, Metric.AGREEMENT).candidate() + 0.01);
    assertThat(taught.compression().trainings().getFirst().history().points()).hasSize(94);
  }
}
