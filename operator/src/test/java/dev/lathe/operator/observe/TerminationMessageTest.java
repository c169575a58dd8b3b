package dev.lathe.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.crds.Artifact;
import dev.lathe.crds.GateStatus;
import dev.lathe.crds.ModelSizes;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminationMessageTest {
  private static final String WHOLE =
      """
      {"version":1,"outcome":"Succeeded","reason":"","message":"done","stage":"Publish",
       "artifact":{"uri":"oci://r/m@sha256:1","digest":"sha256:1","modelDigest":"sha256:2","sizeBytes":10},
       "sizes":{"originalBytes":1000,"compressedBytes":256},
       "gates":[{"name":"a","metric":"Accuracy","outcome":"Passed","value":"0.988","baseline":"0.990",
         "bound":"0.981","threshold":"maxDrop 0.01","samples":1000,"message":"m"}]}\
      """;

  @Test
  void everyFieldIsRead() {
    assertThat(TerminationMessage.parse(WHOLE))
        .contains(
            new EngineResult(
                EngineResult.Outcome.SUCCEEDED,
                new EngineResult.Explanation("", "done", Optional.of("Publish")),
                Optional.of(new Artifact("oci://r/m@sha256:1", "sha256:1", "sha256:2", 10L)),
                Optional.of(new ModelSizes(1000L, 256L, "3.9x")),
                List.of(
                    new GateStatus(
                        "a",
                        "Accuracy",
                        GateStatus.Outcome.PASSED,
                        "0.988",
                        "0.990",
                        "0.981",
                        "maxDrop 0.01",
                        1000L,
                        "m"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Exception in thread main",
        "{",
        "[]",
        "{}",
        "{\"version\":1}",
        "{\"version\":0,\"outcome\":\"Succeeded\"}",
        "{\"version\":\"x\",\"outcome\":\"Succeeded\"}",
        "{\"version\":1,\"outcome\":\"Great\"}"
      })
  void whatIsNoResultIsNone(String text) {
    assertThat(TerminationMessage.parse(text)).isEmpty();
  }

  @Test
  void absentFieldsAreAbsent() {
    assertThat(TerminationMessage.parse("{\"version\":2,\"outcome\":\"Failed\",\"new\":1}"))
        .contains(
            new EngineResult(
                EngineResult.Outcome.FAILED,
                new EngineResult.Explanation("", "", Optional.empty()),
                Optional.empty(),
                Optional.empty(),
                List.of()));
  }

  @Test
  void whatTheStatusCannotHoldIsCutOrLeftOut() {
    String text =
        """
        {"version":1,"outcome":"Failed","artifact":{"sizeBytes":-1,"digest":7},
         "sizes":{"originalBytes":1e99,"compressedBytes":0},
         "gates":[{"name":"a","outcome":"Passed","metric":"%s"},{"name":"a","outcome":"Failed"},
           {"name":"b","outcome":"Maybe"},{"outcome":"Passed"},7]}\
        """
            .formatted("é".repeat(300));
    EngineResult result = TerminationMessage.parse(text).orElseThrow();
    assertThat(result.artifact()).contains(new Artifact(null, null, null, null));
    assertThat(result.sizes()).contains(new ModelSizes(null, 0L, null));
    assertThat(result.gates()).hasSize(1);
    assertThat(result.gates().getFirst().metric()).hasSize(256).endsWith("…");
  }

  @Test
  void noGarbageMakesItFail() {
    long seed = 20260504;
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(WHOLE);
      for (int edits = random.nextInt(4); edits >= 0; edits--) {
        int at = random.nextInt(text.length());
        text.setCharAt(
            at, (char) (random.nextBoolean() ? 32 + random.nextInt(95) : random.nextInt(65_536)));
      }
      assertThat(TerminationMessage.parse(text.toString()))
          .as("seed %d, round %d", seed, i)
          .isNotNull();
    }
  }

  @Test
  void aTextIsCutBetweenCharacters() {
    assertThat(TerminationMessage.cut("aéz", 3)).isEqualTo("aéz");
    assertThat(TerminationMessage.cut("a😀😀z", 3)).isEqualTo("a😀…");
  }
}
