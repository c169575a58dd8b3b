package dev.lathe.engine.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.evaluate.gate.Gate;
import dev.lathe.engine.evaluate.gate.GateResult;
import dev.lathe.engine.evaluate.gate.Outcome;
import dev.lathe.engine.evaluate.gate.Severity;
import dev.lathe.engine.evaluate.gate.Threshold;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.recipe.RunReport.Sizes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TerminationMessageTest {
  private static final String DIGEST = "sha256:" + "ab".repeat(32);

  @Test
  void aPublishedResultIsTold() {
    TerminationMessage message =
        new TerminationMessage(
            Optional.empty(),
            "published",
            Optional.empty(),
            Optional.of(
                new TerminationMessage.Artifact("oci://r/m@" + DIGEST, DIGEST, DIGEST, 264_249)),
            Optional.of(
                new TerminationMessage.Judgement(
                    new Sizes(585_532, 264_249),
                    List.of(gate("accuracy", Outcome.PASSED, "It holds.")))));

    assertThat(new String(message.toBytes(), UTF_8))
        .isEqualTo(
            """
            {"version":1,"outcome":"Succeeded","message":"published",\
            "artifact":{"uri":"oci://r/m@%1$s","digest":"%1$s","modelDigest":"%1$s","sizeBytes":264249},\
            "sizes":{"originalBytes":585532,"compressedBytes":264249},\
            "gates":[{"name":"accuracy","metric":"Accuracy","outcome":"Passed","value":"0.988","baseline":"0.99","bound":"0.981",\
            "threshold":"maxDrop 0.01","samples":1000,"message":"It holds."}]}\
            """
                .formatted(DIGEST));
  }

  @Test
  void aFailureIsToldWithReasonAndStage() {
    TerminationMessage message =
        new TerminationMessage(
            Optional.of(Reason.DIGEST_MISMATCH),
            "another file",
            Optional.of("Fetch"),
            Optional.empty(),
            Optional.empty());

    assertThat(new String(message.toBytes(), UTF_8))
        .isEqualTo(
            """
            {"version":1,"outcome":"Failed","reason":"DigestMismatch","message":"another file","stage":"Fetch"}\
            """);
  }

  @Test
  void missedAndUndecidedGatesAreNoFailures() {
    for (Reason reason : List.of(Reason.GATES_FAILED, Reason.GATES_INCONCLUSIVE)) {
      JsonNode json =
          parse(
              new TerminationMessage(
                  Optional.of(reason), "", Optional.empty(), Optional.empty(), Optional.empty()));
      assertThat(json.path("outcome").asString()).isEqualTo("GatesFailed");
      assertThat(json.path("reason").asString()).isEqualTo(reason.conditionReason());
    }
  }

  @Test
  void whateverIsToldFitsAndKeepsWhatMatters() {
    long seed = 4096;
    Random random = new Random(seed);
    int roundsWithoutAllGates = 0;
    for (int round = 0; round < 300; round++) {
      List<GateResult> gates = new ArrayList<>();
      for (int i = random.nextInt(33); i > 0; i--) {
        gates.add(
            gate(
                "g".repeat(1 + random.nextInt(60)) + i,
                Outcome.values()[random.nextInt(3)],
                text(random, 600)));
      }
      String uri = "oci://" + "r".repeat(random.nextInt(1200)) + "/m@" + DIGEST;
      TerminationMessage message =
          new TerminationMessage(
              Optional.of(Reason.GATES_FAILED),
              text(random, 5000),
              Optional.of("Evaluate"),
              Optional.of(new TerminationMessage.Artifact(uri, DIGEST, DIGEST, 1)),
              Optional.of(new TerminationMessage.Judgement(new Sizes(2, 1), gates)));

      byte[] bytes = message.toBytes();

      assertThat(bytes.length)
          .as("seed %d, round %d", seed, round)
          .isLessThanOrEqualTo(TerminationMessage.LARGEST_BYTES);
      JsonNode json = JsonMapper.shared().readTree(bytes);
      assertThat(json.path("reason").asString()).isEqualTo("GatesFailed");
      assertThat(json.path("artifact").path("uri").asString()).isEqualTo(uri);
      assertThat(new String(bytes, UTF_8)).doesNotContain("\uFFFD").doesNotContain("?");
      assertThat(json.path("gates"))
          .extracting(gate -> gate.path("name").asString())
          .as("seed %d, round %d", seed, round)
          .containsExactlyElementsOf(blockingFirst(gates).subList(0, json.path("gates").size()));
      roundsWithoutAllGates += json.path("gates").size() < gates.size() ? 1 : 0;
    }
    assertThat(roundsWithoutAllGates).as("rounds that left gates out").isPositive();
  }

  private static List<String> blockingFirst(List<GateResult> gates) {
    return Stream.concat(
            gates.stream().filter(gate -> gate.outcome() != Outcome.PASSED),
            gates.stream().filter(gate -> gate.outcome() == Outcome.PASSED))
        .map(GateResult::name)
        .toList();
  }

  /** Text of letters of one to four bytes, quotes and line breaks. */
  private static String text(Random random, int longest) {
    int[] letters = {'a', '"', '\n', '\\', 0xe9, 0x20ac, 0x1f9ea};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(longest + 1); i > 0; i--) {
      text.appendCodePoint(letters[random.nextInt(letters.length)]);
    }
    return text.toString();
  }

  private static JsonNode parse(TerminationMessage message) {
    return JsonMapper.shared().readTree(message.toBytes());
  }

  @Test
  void aFactOfTheFilesHasNoSamples() {
    GateResult size =
        new GateResult(
            new Gate(
                "size",
                Metric.SIZE_BYTES,
                List.of(new Threshold.MaxRatio(new BigDecimal("0.55"))),
                Gate.Rigour.USUAL,
                Severity.REQUIRED),
            Outcome.PASSED,
            Optional.of(new GateResult.Figures(50, 100, 50, 0)),
            "It holds.");
    TerminationMessage message =
        new TerminationMessage(
            Optional.empty(),
            "published",
            Optional.empty(),
            Optional.empty(),
            Optional.of(new TerminationMessage.Judgement(new Sizes(100, 50), List.of(size))));

    assertThat(new String(message.toBytes(), UTF_8))
        .contains("\"value\":\"50\"")
        .doesNotContain("samples");
  }

  private static GateResult gate(String name, Outcome outcome, String message) {
    return new GateResult(
        new Gate(
            name,
            Metric.ACCURACY,
            List.of(new Threshold.MaxDrop(new BigDecimal("0.01"))),
            Gate.Rigour.USUAL,
            Severity.REQUIRED),
        outcome,
        Optional.of(new GateResult.Figures(0.988, 0.99, 0.981, 1000)),
        message);
  }
}
