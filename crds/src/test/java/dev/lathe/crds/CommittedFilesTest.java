package dev.lathe.crds;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Generated files are committed once, and are what the types say. */
final class CommittedFilesTest {
  static final Path CRDS = Path.of("../helm/lathe/files/crds");
  private static final int MOST_BYTES = 200 * 1024;

  @Test
  void theChartCarriesTheCrdsThatTheTypesSay() throws IOException {
    for (Map.Entry<String, String> crd : GeneratedCrds.files().entrySet()) {
      assertCommitted(CRDS.resolve(crd.getKey()), crd.getValue());
    }
    try (var files = Files.list(CRDS)) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted())
          .containsExactlyElementsOf(GeneratedCrds.files().keySet());
    }
  }

  @Test
  void theListOfReasonsIsThatOfTheTypes() throws IOException {
    String rows =
        Arrays.stream(ConditionReason.values())
            .map(reason ->
                "%s,%s,%s,\"%s\"\n"
                    .formatted(
                        reason,
                        reason.exitCode().isPresent() ? reason.exitCode().getAsInt() : "",
                        reason.retryable(),
                        reason.description()))
            .collect(Collectors.joining());
    assertCommitted(
        Path.of("src/main/resources/reasons.csv"),
        "reason,exitCode,retryable,description\n" + rows);
  }

  @Test
  void theReferenceTellsWhatTheTypesSay() throws IOException {
    assertCommitted(Path.of("../docs/api.md"), ApiReference.text());
  }

  /** Which keeps the whole object, as JSON, in an annotation of at most 256 KiB. */
  @Test
  void eachCrdIsSmallEnoughForClientSideApply() {
    assertThat(GeneratedCrds.files())
        .allSatisfy((name, text) -> {
          String json =
              Serialization.asJson(Serialization.unmarshal(text, CustomResourceDefinition.class));
          assertThat(json.getBytes(StandardCharsets.UTF_8).length).as(name).isLessThan(MOST_BYTES);
        });
  }

  private static void assertCommitted(Path file, String generated) throws IOException {
    if (Boolean.getBoolean("lathe.rewrite")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, generated);
    }
    assertThat(file).content().isEqualTo(generated);
  }
}
