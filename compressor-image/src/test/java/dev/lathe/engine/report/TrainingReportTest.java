package dev.lathe.engine.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.recipe.Progress;
import dev.lathe.engine.recipe.RunReport;
import dev.lathe.engine.recipe.RunReport.Effort;
import dev.lathe.engine.recipe.RunReport.Training;
import dev.lathe.engine.recipe.TinyJob;
import dev.lathe.engine.train.History;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a report says of training. */
class TrainingReportTest {
  private static final History.Point DIVERGED = new History.Point(3, 1, Double.NaN, 1e-3, 0.5);

  @TempDir private Path folder;

  @Test
  void aRunThatTrainsLeavesALineForEachOfItsPoints() throws IOException {
    TinyJob job = TinyJob.in(folder);
    job.run(
        job.training(
            "[{fineTune: {training: {epochs: 2, batchSize: 32, optimizer: {learningRate:"
                + " \"0.001\"}}}}]"),
        Progress.SILENT);

    List<JsonNode> lines =
        Files.readAllLines(folder.resolve("out/metrics.jsonl")).stream()
            .map(JsonMapper.shared()::readTree)
            .toList();
    assertThat(lines)
        .extracting(line -> line.path("data").asString() + " " + line.path("step").asInt())
        .containsExactly(
            "training 1",
            "training 2",
            "training 3",
            "training 4",
            "training 5",
            "training 6",
            "validation 3",
            "validation 6");
    assertThat(Files.readString(folder.resolve("out/report.html")))
        .contains(
            "<h2>Training: step 1, fineTune</h2>", "<h3>Accuracy on the validation data</h3>");
    JsonNode training =
        JsonMapper.shared()
            .readTree(Files.readString(folder.resolve("out/report.json")))
            .path("training");
    assertThat(training).hasSize(1);
    assertThat(training.get(0).path("stepsTaken").asInt()).isEqualTo(6);
    assertThat(training.get(0).path("stoppedEarly").asBoolean()).isFalse();
  }

  @Test
  void whatDivergedInterruptsTheCurveAndHasNoNumber() throws Exception {
    Training training = training(new History(points(), List.of(validated()), List.of("turned")));

    assertThat(TrainingJson.lines(List.of(training)).lines().toList().get(2))
        .contains("\"step\":3")
        .doesNotContain("loss", "NaN");
    assertThat(
            new Curve(List.of(1L, 2L, 3L, 4L), List.of(1.0, 0.5, Double.NaN, 0.25))
                .path(new Scale(0, 4), new Scale(0, 1)))
        .isEqualTo("M250.0 0.00L500.0 50.00M1000.0 75.00");
  }

  @Test
  void factsSayWhereTheBestWasAndThatItStoppedEarlyAndResumed() {
    TrainingFacts facts =
        TrainingFacts.of(training(new History(points(), List.of(validated()), List.of())));

    assertThat(facts.sentence())
        .isEqualTo(
            "4 steps in 1 epoch. The weights that were best on the validation data were kept, those"
                + " after step 2: accuracy 0.9000.");
    assertThat(facts.table())
        .containsEntry("Steps", "4 of 8")
        .containsEntry("Best at", "step 2, epoch 1: loss 0.5000, accuracy 0.9000")
        .containsEntry("Stopped early", "the validation data got no better")
        .containsEntry("Resumed", "at step 2, from a checkpoint")
        .containsEntry("Time", "3 min 49 s");
  }

  @Test
  void aSectionIsWellFormed() throws Exception {
    Training training = training(new History(points(), List.of(validated()), List.of("a < b")));
    RunReport report =
        TinyJob.in(folder).run(TinyJob.in(folder).manifest(""), Progress.SILENT).report();
    RunReport.Compression made = report.compression();
    RunReport trained =
        new RunReport(
            report.job(),
            report.provenance(),
            report.judgement(),
            new RunReport.Compression(
                made.sizes(), made.layers(), made.kept(), List.of(training), made.notes()),
            report.evaluation());

    byte[] section = TrainingHtml.of(trained).getBytes(StandardCharsets.UTF_8);

    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(section))
                .getElementsByTagName("path")
                .getLength())
        .isEqualTo(5);
  }

  private static List<History.Point> points() {
    return List.of(
        new History.Point(1, 1, 1.0, 1e-3, 0.5),
        new History.Point(2, 1, 0.5, 1e-3, 0.5),
        DIVERGED,
        new History.Point(4, 1, 0.25, 5e-4, 0.5));
  }

  private static History.Validated validated() {
    SequencedMap<String, Double> measures = new TreeMap<>();
    measures.put("accuracy", 0.9);
    return new History.Validated(2, 1, 0.5, measures, true);
  }

  private static Training training(History history) {
    return new Training(
        1, "fineTune", history, new Effort(2, 8, OptionalLong.of(2), Duration.ofSeconds(229)));
  }
}
