package dev.lathe.engine.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.artifact.Digest;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.runtime.Session;
import dev.lathe.engine.runtime.SessionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {
  private static final String PASSES =
      "{name: accuracy, metric: Accuracy, maxDrop: \"0.2\"}, {name: size, metric: SizeBytes, maxRatio: \"0.9\"}";
  private static final String FAILS = "{name: size, metric: SizeBytes, maxRatio: \"0.01\"}";

  @TempDir private Path folder;
  private TinyJob job;

  @BeforeEach
  void writeJob() throws IOException {
    job = TinyJob.in(folder);
  }

  @Test
  void aResultThatPassesIsPublishedWithItsReport() throws IOException {
    RunResult result = job.run(job.manifest(PASSES), Progress.SILENT);

    assertThat(result).isInstanceOf(RunResult.Accepted.class);
    assertThat(folder.resolve("out").toFile().list())
        .containsExactlyInAnyOrder("model.onnx", "report.json", "report.html", "SHA256SUMS");
    assertThat(result.report().provenance().resultDigest())
        .isEqualTo(Digest.of(folder.resolve("out/model.onnx")).toString());
    assertThat(result.report().compression().sizes().compressed())
        .isEqualTo(Files.size(folder.resolve("out/model.onnx")));
    try (Session session =
        Session.open(folder.resolve("out/model.onnx"), SessionOptions.serving(1))) {
      assertThat(session.inputs()).containsOnlyKeys("x");
    }
  }

  @Test
  void theModelSaysHowItWasMade() throws IOException {
    job.run(job.manifest(PASSES), Progress.SILENT);

    Map<String, String> metadata = OnnxReader.read(folder.resolve("out/model.onnx")).metadata();
    assertThat(metadata)
        .containsEntry("dev.lathe.version", Version.current())
        .containsEntry("dev.lathe.source", Digest.of(folder.resolve("model.onnx")).toString())
        .containsEntry("dev.lathe.data", Digest.of(folder.resolve("calibration.npz")).toString())
        .containsEntry("dev.lathe.seed", "0");
    assertThat(metadata.get("dev.lathe.recipe")).startsWith("quantize mode=Static ");
  }

  @Test
  void whatIsInAFunctionIsQuantizedToo() {
    job.run(job.manifest(PASSES), Progress.SILENT);
    List<String> expected = publishedOperators();

    RunResult result = job.withFunction().run(job.manifest(PASSES), Progress.SILENT);

    assertThat(result).isInstanceOf(RunResult.Accepted.class);
    assertThat(result.report().compression().layers())
        .extracting(RunReport.Layer::name)
        .containsExactly("block/first", "second");
    assertThat(publishedOperators()).isEqualTo(expected);
    assertThat(OnnxReader.read(folder.resolve("out/model.onnx")).functions()).isEmpty();
  }

  private List<String> publishedOperators() {
    return OnnxReader.read(folder.resolve("out/model.onnx")).graph().nodes().stream()
        .map(Node::opType)
        .toList();
  }

  @Test
  void theSameJobTwiceGivesTheSameDigest() {
    RunResult first = job.run(job.manifest(PASSES), Progress.SILENT);
    RunResult second = job.run(job.manifest(PASSES), Progress.SILENT);

    assertThat(((RunResult.Accepted) second).published())
        .isEqualTo(((RunResult.Accepted) first).published());
  }

  @Test
  void aMissedGatePublishesNothingAndLeavesTheReportAside() throws IOException {
    job.run(job.manifest(PASSES), Progress.SILENT);
    Digest published = Digest.of(folder.resolve("out/model.onnx"));

    RunResult result = job.run(job.manifest(FAILS), Progress.SILENT);

    assertThat(result)
        .isInstanceOfSatisfying(
            RunResult.Rejected.class,
            rejected -> assertThat(rejected.reason()).isEqualTo(Reason.GATES_FAILED));
    assertThat(Digest.of(folder.resolve("out/model.onnx"))).isEqualTo(published);
    assertThat(folder.resolve("out.rejected").toFile().list())
        .containsExactlyInAnyOrder("report.json", "report.html");
  }

  @Test
  void aGateThatCannotBeDecidedPublishesNothingEither() {
    RunResult result =
        job.run(
            job.manifest(
                "{name: accuracy, metric: Accuracy, maxDrop: \"0.2\", minSamples: 100000}"),
            Progress.SILENT);

    assertThat(result)
        .isInstanceOfSatisfying(
            RunResult.Rejected.class,
            rejected -> assertThat(rejected.reason()).isEqualTo(Reason.GATES_INCONCLUSIVE));
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void anAdvisoryGateForbidsNothing() {
    RunResult result =
        job.run(job.manifest(FAILS.replace("}", ", severity: Advisory}")), Progress.SILENT);

    assertThat(result).isInstanceOf(RunResult.Accepted.class);
    assertThat(result.report().verdict()).isEqualTo(Verdict.UNGATED);
  }

  @Test
  void aResultThatPassesTakesAwayTheReportOfTheOneThatDidNot() {
    job.run(job.manifest(FAILS), Progress.SILENT);
    job.run(job.manifest(PASSES), Progress.SILENT);

    assertThat(folder.resolve("out.rejected")).doesNotExist();
  }

  @Test
  void aWrongDigestIsFoundBeforeTheModelIsParsed() throws IOException {
    Files.writeString(folder.resolve("model.onnx"), "this is no model");

    assertFails(
        Reason.DIGEST_MISMATCH,
        job.manifest("")
            .replace(
                "{uri: \"file:model.onnx\"}",
                "{uri: \"file:model.onnx\", digest: \"sha256:%s\"}".formatted("0".repeat(64))));
  }

  @Test
  void bytesThatAreNoModelAreRefused() throws IOException {
    Files.writeString(folder.resolve("model.onnx"), "this is no model");

    assertFails(Reason.INVALID_MODEL, job.manifest(""));
  }

  @Test
  void calibrationDataThatJudgesIsRefused() {
    assertFails(
        Reason.DATA_OVERLAP,
        job.manifest("").replace("file:calibration.npz", "file:evaluation.npz"));
  }

  @Test
  void dataThatDoesNotFitIsToldWithItsRole() {
    assertThatThrownBy(() ->
            job.run(job.manifest("").replace("labels: \"y\"", "labels: classes"), Progress.SILENT))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_DATA))
        .hasMessageStartingWith("data.evaluation (file:evaluation.npz): ");
  }

  @Test
  void aFolderWithOneModelNeedsNoPath() throws IOException {
    Files.createDirectories(folder.resolve("models"));
    Files.move(folder.resolve("model.onnx"), folder.resolve("models/some.onnx"));

    RunResult result =
        job.run(job.manifest("").replace("file:model.onnx", "file:models"), Progress.SILENT);

    assertThat(result).isInstanceOf(RunResult.Accepted.class);
  }

  @Test
  void stagesComeInTheirOrderAndEndAtAHundred() {
    List<Progress.Event> events = new ArrayList<>();
    job.run(job.manifest(PASSES), events::add);

    assertThat(events).extracting(Progress.Event::percent).isSorted();
    assertThat(events.stream().map(Progress.Event::stage).distinct())
        .containsExactly(
            Stage.FETCH,
            Stage.VERIFY,
            Stage.PREPARE,
            Stage.CALIBRATE,
            Stage.QUANTIZE,
            Stage.EVALUATE,
            Stage.PUBLISH);
    assertThat(events.getLast().percent()).isEqualTo(100);
  }

  @Test
  void aRunThatIsStoppedPublishesNothing() {
    Progress stop =
        event -> {
          if (event.stage() == Stage.PUBLISH) {
            throw new EngineException(Reason.INTERRUPTED, "stop");
          }
        };
    assertThatThrownBy(() -> job.run(job.manifest(PASSES), stop)).hasMessage("stop");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void anOutputThatIsNotFreeIsToldBeforeAnyWork() throws IOException {
    Files.createDirectories(folder.resolve("out"));
    Files.createFile(folder.resolve("out/thesis.txt"));
    List<Progress.Event> events = new ArrayList<>();

    assertThatThrownBy(() -> job.run(job.manifest(PASSES), events::add))
        .hasMessageStartingWith("file:out exists and holds no earlier result");
    assertThat(events).hasSize(1);
  }

  private void assertFails(Reason reason, String manifest) {
    assertThatThrownBy(() -> job.run(manifest, Progress.SILENT))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
