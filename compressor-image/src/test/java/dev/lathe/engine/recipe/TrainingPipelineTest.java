package dev.lathe.engine.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.recipe.Progress.Event;
import dev.lathe.engine.train.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose recipes train. */
@SuppressWarnings("NullAway.Init")
class TrainingPipelineTest {
  private static final String FINE_TUNE =
      "{fineTune: {training: {epochs: 3, batchSize: 16, optimizer: {learningRate: \"0.002\"}}}}";
  private static final String QUANTIZE = "{quantize: {mode: Static}}";

  @TempDir private Path folder;
  private TinyJob job;

  @BeforeEach
  void prepare() throws IOException {
    job = TinyJob.in(folder);
  }

  @Test
  void aTrainedAndQuantizedModelIsTheSameEveryTime() {
    String manifest = job.training("[" + FINE_TUNE + "," + QUANTIZE + "]");

    RunResult first = job.run(manifest, Progress.SILENT);
    RunResult second = job.run(manifest, Progress.SILENT);

    assertThat(second.report().provenance().resultDigest())
        .isEqualTo(first.report().provenance().resultDigest());
  }

  @Test
  void anotherSeedTrainsOtherWeights() {
    String manifest = job.training("[" + FINE_TUNE + "]");

    assertThat(job.run(manifest + "  seed: 1\n", Progress.SILENT).report().provenance())
        .extracting(RunReport.Provenance::resultDigest)
        .isNotEqualTo(job.run(manifest, Progress.SILENT).report().provenance().resultDigest());
  }

  @Test
  void theReportTellsHowItWent() {
    RunReport report = job.run(job.training("[" + FINE_TUNE + "]"), Progress.SILENT).report();

    RunReport.Training training = report.compression().trainings().getFirst();
    assertThat(training.step()).isEqualTo(1);
    assertThat(training.technique()).isEqualTo("fineTune");
    assertThat(training.history().points()).hasSize(18);
    assertThat(training.history().validations()).hasSize(3);
    assertThat(training.effort().steps()).isEqualTo(18);
    assertThat(training.effort().resumedAt()).isEmpty();
    assertThat(report.provenance().data())
        .extracting(RunReport.DataOrigin::role)
        .containsExactly("training", "validation", "calibration", "evaluation");
  }

  @Test
  void aModelWithAFunctionIsTrainedAsOneWithout() {
    RunReport plain = job.run(job.training("[" + FINE_TUNE + "]"), Progress.SILENT).report();
    RunReport within =
        job.withFunction().run(job.training("[" + FINE_TUNE + "]"), Progress.SILENT).report();

    assertThat(within.compression().trainings().getFirst().history().points())
        .isEqualTo(plain.compression().trainings().getFirst().history().points());
  }

  @Test
  void theModelSaysWhatItWasTrainedOnAndByHowManyThreads() {
    job.run(job.training("[" + FINE_TUNE + "]"), Progress.SILENT);

    assertThat(OnnxReader.read(folder.resolve("out/model.onnx")).metadata())
        .containsEntry("dev.lathe.threads", "1")
        .hasEntrySatisfying("dev.lathe.data", digests -> assertThat(digests.split(" ")).hasSize(3));
  }

  @Test
  void progressGoesThroughTheStepsOfTrainingAndNeverBack() {
    List<Event> events = new ArrayList<>();
    job.run(job.training("[" + FINE_TUNE + "," + QUANTIZE + "]"), events::add);

    assertThat(events).extracting(Event::percent).isSorted().startsWith(0).endsWith(100);
    List<Event> training = events.stream().filter(event -> event.training().isPresent()).toList();
    assertThat(training.stream().map(event -> event.training().get().step()).distinct())
        .hasSize(18)
        .isSorted();
    assertThat(training).extracting(Event::stage).containsOnly(Stage.TRAIN);
    assertThat(events.stream().map(Event::stage).distinct())
        .containsExactly(
            Stage.FETCH,
            Stage.VERIFY,
            Stage.PREPARE,
            Stage.TRAIN,
            Stage.CALIBRATE,
            Stage.QUANTIZE,
            Stage.EVALUATE,
            Stage.PUBLISH);
  }

  @Test
  void aTrainingThatIsStoppedPublishesNothing() {
    Progress stop =
        event -> {
          if (event.training().map(TrainingProgress::step).orElse(0L) == 5) {
            throw new EngineException(Reason.INTERRUPTED, "stop");
          }
        };

    assertThatThrownBy(() -> job.run(job.training("[" + FINE_TUNE + "]"), stop)).hasMessage("stop");
    assertThat(Files.exists(folder.resolve("out"))).isFalse();
  }

  @Test
  void aModelThatIsTrainedForItsQuantizationIsQuantizedAndTheSameEveryTime() {
    List<Event> events = new ArrayList<>();
    String manifest =
        job.training(
            "[{quantize: {mode: Static, weights: {bits: 4}, aware: true, training: {epochs: 2,"
                + " batchSize: 16, optimizer: {learningRate: \"0.0005\"}}}}]");

    RunReport first = job.run(manifest, events::add).report();
    RunReport second = job.run(manifest, Progress.SILENT).report();

    assertThat(first.compression().trainings()).hasSize(1);
    assertThat(first.compression().layers()).hasSize(2);
    assertThat(second.provenance().resultDigest()).isEqualTo(first.provenance().resultDigest());
    assertThat(events.stream().map(Event::stage).distinct())
        .containsExactly(
            Stage.FETCH,
            Stage.VERIFY,
            Stage.PREPARE,
            Stage.CALIBRATE,
            Stage.TRAIN,
            Stage.QUANTIZE,
            Stage.EVALUATE,
            Stage.PUBLISH);
    assertThat(events).extracting(Event::percent).isSorted();
    assertThat(
            events.stream()
                .filter(event -> event.stage() == Stage.TRAIN)
                .map(Event::percent)
                .distinct())
        .hasSizeGreaterThan(5);
  }

  @Test
  void labelsThatDoNotFitAreToldBeforeAnythingIsCalibrated() {
    List<Event> events = new ArrayList<>();
    String manifest =
        job.training(
            "[{quantize: {mode: Static, aware: true, awareness: {loss: {type: BinaryCrossEntropy}},"
                + " training: {epochs: 1, batchSize: 16, optimizer: {learningRate: \"0.001\"}}}}]");

    assertThatThrownBy(() -> job.run(manifest, events::add))
        .hasMessageStartingWith(
            "data.training (file:training.npz): spec.recipe[0].quantize.awareness.loss:"
                + " BinaryCrossEntropy compares output 'y'");
    assertThat(events).extracting(Event::stage).doesNotContain(Stage.CALIBRATE);
  }

  @Test
  void aModelLearnsToRoundFromWhatItWas() {
    String manifest =
        job.training(
                "[{quantize: {mode: Static, aware: true, awareness: {distill: {softWeight: \"1\"}},"
                    + " training: {epochs: 1, batchSize: 16, optimizer: {learningRate:"
                    + " \"0.0005\"}}}}]")
            .replace(
                "training.npz\", npz: {inputs: [{name: x}], labels: \"y\"}",
                "training.npz\", npz: {inputs: [{name: x}]}");

    RunReport report = job.run(manifest, Progress.SILENT).report();

    assertThat(report.compression().trainings().getFirst().history().points()).hasSize(6);
    assertThat(report.compression().layers()).hasSize(2);
  }

  @Test
  void aStudentIsTaughtByTheSourceAndByAnotherModel() throws IOException {
    Files.copy(folder.resolve("model.onnx"), folder.resolve("student.onnx"));
    String manifest =
        job.training(
            "[{distill: {student: {model: {uri: \"file:student.onnx\"}}, teachers: [{uri:"
                + " \"file:model.onnx\"}, {uri: \"file:student.onnx\"}], training: {epochs: 1,"
                + " batchSize: 16, optimizer: {learningRate: \"0.0005\"}}}}]");

    RunReport report = job.run(manifest, Progress.SILENT).report();

    RunReport.Training training = report.compression().trainings().getFirst();
    assertThat(training.technique()).isEqualTo("distill");
    assertThat(training.history().validations().getFirst().measures()).containsKey("agreement");
  }

  /** Folded into the layer before, the normalization would take the value with it. */
  @Test
  void aHintMayBeAboutWhatIsNormalized() throws IOException {
    Model teacher =
        Sketch.model(g -> {
          String picture = g.node("Reshape", g.input("x", -1, 64), g.longs(-1, 1, 8, 8));
          String inner = g.relu(g.batchNorm(g.conv(picture, 4)));
          g.output(g.node("Flatten", g.node("GlobalAveragePool", inner)));
        });
    OnnxWriter.write(teacher, folder.resolve("model.onnx"));
    String manifest =
        job.training(
            "[{distill: {hints: [{student: %s, teacher: %s}], training: {steps: 2, batchSize: 16, optimizer: {learningRate: \"0.0005\"}}}}]"
                .formatted(made(teacher, "Relu"), made(teacher, "Conv")));

    RunReport report = job.run(manifest, Progress.SILENT).report();

    assertThat(report.compression().trainings().getFirst().history().points()).hasSize(2);
  }

  private static String made(Model model, String operator) {
    return model.graph().nodes().stream()
        .filter(node -> node.is(operator))
        .findFirst()
        .orElseThrow()
        .outputs()
        .getFirst();
  }

  @Test
  void trainingDataThatJudgesIsRefused() {
    assertThatThrownBy(() ->
            job.run(
                job.training("[" + FINE_TUNE + "]").replace("file:training", "file:evaluation"),
                Progress.SILENT))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DATA_OVERLAP))
        .hasMessageContaining("data.training");
  }
}
