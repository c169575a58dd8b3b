package dev.lathe.operator.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.crds.TrainingStatus;
import dev.lathe.operator.progress.ProgressReport.Detail;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressReportTest {
  @Test
  void everyFieldIsRead() {
    assertThat(
            parse(
                "{\"attempt\":2,\"percent\":45.7,\"stage\":\"Calibrate\",\"message\":\"m\","
                    + "\"estimatedRemainingSeconds\":12}"))
        .contains(
            new ProgressReport(
                2, 45, "Calibrate", new Detail("m", OptionalLong.of(12)), Optional.empty()));
  }

  @Test
  void whatIsOptionalMayBeAbsentOrNonsense() {
    assertThat(
            parse(
                "{\"attempt\":1,\"percent\":0,\"stage\":\"Fetch\",\"estimatedRemainingSeconds\":-1,"
                    + "\"new\":[]}"))
        .contains(
            new ProgressReport(
                1, 0, "Fetch", new Detail("", OptionalLong.empty()), Optional.empty()));
  }

  @Test
  void trainingIsReadWithItsDecimalsAsTheyAreWritten() {
    ProgressReport report =
        parse(
                training(
                    "\"epoch\":2,\"epochs\":3,\"step\":70,\"steps\":96,\"loss\":\"0.231\","
                        + "\"learningRate\":\"5e-05\",\"samplesPerSecond\":12.5"))
            .orElseThrow();

    assertThat(report.training())
        .contains(new TrainingStatus(2, 3, 70L, 96L, "0.231", "5e-05", "12.5"));
    assertThat(report.display()).isEqualTo("45% Train 2/3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"epoch\":-1,\"step\":1.5,\"steps\":1e300",
        "\"epochs\":99999999999,\"loss\":\"NaN\",\"learningRate\":\"<b>\"",
        "\"loss\":{\"a\":1},\"samplesPerSecond\":\"0.0000000000000000000000000000000001\""
      })
  void nonsenseOfTrainingIsLeftOut(String fields) {
    ProgressReport report = parse(training(fields)).orElseThrow();

    assertThat(report.training()).isEmpty();
    assertThat(report.display()).isEqualTo("45% Train");
  }

  @Test
  void nonsenseLeavesTheRestOfTrainingAsItIs() {
    assertThat(parse(training("\"step\":7,\"loss\":\"Infinity\"")).orElseThrow().training())
        .contains(new TrainingStatus(null, null, 7L, null, null, null, null));
  }

  private static String training(String fields) {
    return "{\"attempt\":1,\"percent\":45,\"stage\":\"Train\",\"training\":{%s}}".formatted(fields);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "7",
        "null",
        "{}",
        "{\"attempt\":0,\"percent\":1,\"stage\":\"Fetch\"}",
        "{\"attempt\":1.5,\"percent\":1,\"stage\":\"Fetch\"}",
        "{\"attempt\":1,\"percent\":-1,\"stage\":\"Fetch\"}",
        "{\"attempt\":1,\"percent\":101,\"stage\":\"Fetch\"}",
        "{\"attempt\":1,\"percent\":\"1\",\"stage\":\"Fetch\"}",
        "{\"attempt\":1,\"percent\":1,\"stage\":\"\"}",
        "{\"attempt\":1,\"percent\":1,\"stage\":\"<script>\"}",
        "{\"attempt\":99999999999,\"percent\":1,\"stage\":\"Fetch\"}"
      })
  void whatIsNoReportIsNone(String body) {
    assertThat(parse(body)).isEmpty();
  }

  @Test
  void aLongMessageIsCut() {
    String body =
        "{\"attempt\":1,\"percent\":0,\"stage\":\"Fetch\",\"message\":\"%s\"}"
            .formatted("x".repeat(2000));
    assertThat(parse(body).orElseThrow().detail().message()).hasSize(1024).endsWith("…");
  }

  private static Optional<ProgressReport> parse(String body) {
    return ProgressReport.parse(body.getBytes(StandardCharsets.UTF_8));
  }
}
