package dev.lathe.operator.progress;

import static org.assertj.core.api.Assertions.assertThat;

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
        .contains(new ProgressReport(2, 45, "Calibrate", "m", OptionalLong.of(12)));
  }

  @Test
  void whatIsOptionalMayBeAbsentOrNonsense() {
    assertThat(
            parse(
                "{\"attempt\":1,\"percent\":0,\"stage\":\"Fetch\",\"estimatedRemainingSeconds\":-1,"
                    + "\"new\":[]}"))
        .contains(new ProgressReport(1, 0, "Fetch", "", OptionalLong.empty()));
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
    assertThat(parse(body).orElseThrow().message()).hasSize(1024).endsWith("…");
  }

  private static Optional<ProgressReport> parse(String body) {
    return ProgressReport.parse(body.getBytes(StandardCharsets.UTF_8));
  }
}
