package dev.lathe.engine.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReasonTest {

  @Test
  void theOperatorKnowsTheSameReasonsByTheSameExitCodes() throws IOException {
    List<String> ofOperator =
        Files.readAllLines(Path.of("../crds/src/main/resources/reasons.csv")).stream()
            .skip(1)
            .map(row -> row.split(",", 3))
            .filter(row -> !row[1].isEmpty())
            .map(row -> row[0] + " " + row[1])
            .toList();
    List<String> ofEngine =
        Arrays.stream(Reason.values())
            .map(reason -> reason.conditionReason() + " " + reason.exitCode())
            .toList();
    assertThat(ofEngine).isEqualTo(ofOperator);
  }
}
