package dev.lathe.engine.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.recipe.Progress;
import dev.lathe.engine.recipe.RunReport;
import dev.lathe.engine.recipe.RunReport.Compression;
import dev.lathe.engine.recipe.RunReport.Kept;
import dev.lathe.engine.recipe.RunReport.Layer;
import dev.lathe.engine.recipe.RunReport.Sizes;
import dev.lathe.engine.recipe.TinyJob;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportFilesTest {
  private static final String GATES =
      "{name: accuracy, metric: Accuracy, maxDrop: \"0.2\"},"
          + " {name: size, metric: SizeBytes, maxRatio: \"0.9\"},"
          + " {name: alike, metric: CosineMin, min: \"0.999999\", severity: Advisory}";

  private RunReport report;

  @BeforeAll
  void run(@TempDir Path folder) throws IOException {
    TinyJob job = TinyJob.in(folder);
    report = job.run(job.manifest(GATES), Progress.SILENT).report();
  }

  @Test
  void thePageIsWellFormedAndNeedsNothingBesideIt() throws Exception {
    String html = ReportHtml.of(report);

    Document page = parse(html);

    assertThat(texts(page, "h2"))
        .containsExactly(
            "Gates", "Original and compressed", "Speed", "Layers", "In the runtime", "Provenance");
    assertThat(page.getElementsByTagName("script").getLength()).isZero();
    assertThat(html).doesNotContain("http:").doesNotContain("https:").doesNotContain("url(");
    assertThat(texts(page, "h1")).containsExactly("tiny");
  }

  @Test
  void namesFromTheModelAreTextAndNoMarkup() throws Exception {
    String hostile = "</title><script>alert('x')</script>&\"\u0001";
    Compression compression =
        new Compression(
            new Sizes(100, 50),
            List.of(
                new Layer(
                    hostile,
                    "Conv",
                    new Sizes(40, 10),
                    OptionalDouble.of(30),
                    OptionalDouble.of(Double.POSITIVE_INFINITY))),
            List.of(new Kept(hostile, "Conv", hostile)),
            List.of(),
            List.of(hostile));

    Document page =
        parse(
            ReportHtml.of(
                new RunReport(
                    report.job(),
                    report.provenance(),
                    report.judgement(),
                    compression,
                    report.evaluation())));

    assertThat(page.getElementsByTagName("script").getLength()).isZero();
    assertThat(texts(page, "li")).anyMatch(text -> text.startsWith("</title><script>"));
  }

  @Test
  void programsFindEveryGateAndMetric() {
    JsonNode json = JsonMapper.shared().readTree(ReportJson.of(report));

    assertThat(json.path("verdict").asString()).isEqualTo("Passed");
    assertThat(json.path("gates"))
        .extracting(gate -> gate.path("name").asString() + " " + gate.path("outcome").asString())
        .containsExactly("accuracy Passed", "size Passed", "alike Failed");
    assertThat(json.path("metrics"))
        .extracting(metric -> metric.path("metric").asString())
        .contains("Accuracy", "Agreement", "SizeBytes", "LatencyP99");
    assertThat(json.path("latency").path("originalMillis").size()).isEqualTo(40);
    assertThat(json.path("layers"))
        .extracting(layer -> layer.path("name").asString())
        .containsExactly("first", "second");
    assertThat(json.path("provenance").path("data"))
        .extracting(data -> data.path("role").asString() + " " + data.path("samples").asInt())
        .containsExactly("calibration 32", "evaluation 200");
  }

  @Test
  void onlyWhatWasTimedDiffersBetweenTwoRuns(@TempDir Path folder) throws IOException {
    TinyJob job = TinyJob.in(folder);
    RunReport again = job.run(job.manifest(GATES), Progress.SILENT).report();

    assertThat(untimed(again)).isEqualTo(untimed(report));
  }

  private static JsonNode untimed(RunReport report) {
    var root = JsonMapper.shared().readTree(ReportJson.of(report)).asObject();
    root.remove(List.of("latency", "speed"));
    var metrics = root.path("metrics").asArray();
    for (int i = metrics.size() - 1; i >= 0; i--) {
      if (metrics.get(i).path("metric").asString().startsWith("Latency")) {
        metrics.remove(i);
      }
    }
    return root;
  }

  @Test
  void anEarlierReportIsDeletedAndWhatElseIsThereIsNot(@TempDir Path folder) throws IOException {
    ReportFiles files = new ReportFiles();
    Path alone = folder.resolve("alone");
    Path shared = folder.resolve("shared");
    files.write(report, alone);
    files.write(report, shared);
    Files.writeString(shared.resolve("notes.txt"), "mine");

    files.delete(alone);
    files.delete(shared);
    files.delete(folder.resolve("never"));

    assertThat(alone).doesNotExist();
    assertThat(shared.toFile().list()).containsExactly("notes.txt");
  }

  private static Document parse(String html) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> texts(Document page, String tag) {
    NodeList found = page.getElementsByTagName(tag);
    return IntStream.range(0, found.getLength())
        .mapToObj(i -> ((Element) found.item(i)).getTextContent())
        .toList();
  }
}
