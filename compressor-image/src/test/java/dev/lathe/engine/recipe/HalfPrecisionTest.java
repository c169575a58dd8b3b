package dev.lathe.engine.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Halves;
import dev.lathe.engine.graph.Initializer;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model of FLOAT16 throughout goes the way of any other, and is fed and read as before. */
@SuppressWarnings("NullAway.Init")
class HalfPrecisionTest {
  private static final String AGREES =
      "{name: same, metric: Agreement, min: \"0.9\", minSamples: 100}";
  private static final String WIDENED =
      "the model came in half precision and computes in FLOAT now: weights that are not quantized"
          + " take twice the bytes";
  private static final String TRAINING =
      "training: {epochs: 2, batchSize: 16, optimizer: {learningRate: \"0.002\"}}";

  @TempDir private Path folder;
  private TinyJob job;

  @BeforeEach
  void prepare() throws IOException {
    job = TinyJob.in(folder);
    OnnxWriter.write(
        Halves.of(OnnxReader.read(folder.resolve("model.onnx"))), folder.resolve("half.onnx"));
  }

  private RunReport run(String manifest) {
    return job.run(manifest.replace("file:model.onnx", "file:half.onnx"), Progress.SILENT).report();
  }

  private Graph result() {
    return OnnxReader.read(folder.resolve("out/model.onnx")).graph();
  }

  private static List<DType> types(Stream<Value> values) {
    return values.map(value -> ((TensorType) value.type()).elementType()).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Static", "Dynamic"})
  void itIsQuantized(String mode) {
    RunReport report = run(job.manifest(AGREES).replace("mode: Static", "mode: " + mode));

    assertThat(report.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(report.compression().layers()).isNotEmpty();
    assertThat(report.compression().notes()).contains(WIDENED);
    assertThat(types(result().inputs().stream())).containsExactly(DType.FLOAT16);
    assertThat(types(result().outputs().stream())).containsExactly(DType.FLOAT16);
  }

  @Test
  void itIsTrained() {
    RunReport report = run(job.training("[{fineTune: {" + TRAINING + "}}]"));

    assertThat(report.compression().trainings().getFirst().history().points()).hasSize(12);
    assertThat(result().initializers().values())
        .extracting(Initializer::tensor)
        .allMatch(tensor -> tensor.type() == DType.FLOAT);
    assertThat(types(result().inputs().stream())).containsExactly(DType.FLOAT16);
  }

  @Test
  void itIsTrainedForItsQuantization() {
    RunReport report =
        run(job.training("[{quantize: {mode: Static, aware: true, " + TRAINING + "}}]"));

    assertThat(report.compression().trainings().getFirst().history().points()).hasSize(12);
    assertThat(report.compression().layers()).hasSize(2);
  }

  @Test
  void itTeaches() {
    RunReport report = run(job.training("[{distill: {" + TRAINING + "}}]"));

    assertThat(
            report
                .compression()
                .trainings()
                .getFirst()
                .history()
                .validations()
                .getLast()
                .measures())
        .containsKey("agreement");
  }
}
