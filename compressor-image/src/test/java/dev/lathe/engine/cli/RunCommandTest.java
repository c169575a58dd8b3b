package dev.lathe.engine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.recipe.TinyJob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SuppressWarnings("NullAway.Init")
class RunCommandTest {
  private static final String PASSING =
      "{name: accuracy, metric: Accuracy, maxDrop: \"0.2\"},"
          + " {name: alike, metric: CosineMin, min: \"0.999999\", severity: Advisory}";
  private static final String FAILING = "{name: small, metric: SizeBytes, maxRatio: \"0.1\"}";

  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private TinyJob job;

  @BeforeEach
  void prepare() throws IOException {
    job = TinyJob.in(Files.createDirectory(folder.resolve("job")));
  }

  @Test
  void aResultIsShownBesideItsOriginalWithAVerdictPerGate() throws Exception {
    assertThat(run(PASSING)).isZero();

    assertThat(text(out).lines())
        .anyMatch(line -> line.matches(" +original +compressed +change +95% interval"))
        .anyMatch(line -> line.matches("Accuracy +1\\.0000 +0\\.\\d{4} +\\S+ +\\S+ to \\S+"))
        .anyMatch(line -> line.matches("Size +\\S+ kB +\\S+ kB +0\\.34×"))
        .anyMatch(line -> line.matches("Latency p50 +\\S+ ms +\\S+ ms +\\S+× +\\S+ to \\S+"))
        .anyMatch(line -> line.matches("Passed +accuracy +Accuracy maxDrop 0\\.2"))
        .anyMatch(line -> line.matches("Failed +alike +CosineMin min 0\\.999999, advisory"))
        .anyMatch(line -> line.matches("Report +" + job.folder().resolve("out/report.html")));
    assertThat(text(err).lines())
        .filteredOn(line -> line.contains(": done after"))
        .extracting(line -> line.substring(0, line.indexOf(':')))
        .containsExactly(
            "Fetch", "Verify", "Prepare", "Calibrate", "Quantize", "Evaluate", "Publish");
  }

  @Test
  void aMissedGateEndsWithItsCodeAndAReportButNoModel() throws Exception {
    assertThat(run(FAILING)).isEqualTo(Reason.GATES_FAILED.exitCode());

    Path rejected = job.folder().resolve("out.rejected");
    assertThat(job.folder().resolve("out")).doesNotExist();
    assertThat(rejected.toFile().list()).containsExactlyInAnyOrder("report.html", "report.json");
    assertThat(text(out))
        .containsPattern("Failed +small +SizeBytes maxRatio 0\\.1")
        .contains(rejected.resolve("report.html").toString());
    JsonNode lastWords =
        JsonMapper.shared().readTree(Files.readString(folder.resolve("last-words")));
    assertThat(lastWords.path("outcome").asString()).isEqualTo("GatesFailed");
    assertThat(lastWords.path("gates").get(0).path("name").asString()).isEqualTo("small");
  }

  @Test
  void aMisspeltCommandIsAnsweredWithTheRightOne() {
    assertThat(Lathe.run(host(), "convertt")).isEqualTo(2);
    assertThat(text(err)).contains("lathe convert");
  }

  @Test
  void aCommandThatIsUsedWronglyExplainsItselfWhereErrorsGo() {
    assertThat(Lathe.run(host(), "convert", "one.onnx")).isEqualTo(2);
    assertThat(text(err))
        .contains("Missing required parameter: 'TO'")
        .contains("Usage: lathe convert");
    assertThat(text(out)).isEmpty();
  }

  private int run(String gates) throws IOException {
    Path manifest = Files.writeString(job.folder().resolve("job.yaml"), job.manifest(gates));
    return Lathe.run(host(), "run", manifest.toString());
  }

  private Host host() {
    return new Host(
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8),
        Map.of("LATHE_TERMINATION_MESSAGE", folder.resolve("last-words").toString()),
        Host.Terminal.none());
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(UTF_8);
  }
}
