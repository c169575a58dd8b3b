package dev.lathe.crds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Generated files are committed once, and are what the types say. */
final class CommittedFilesTest {
  private static final Path CRDS = Path.of("../helm/lathe/files/crds");
  private static final int MOST_BYTES = 200 * 1024;

  @Test
  void theChartCarriesTheCrdsThatTheTypesSay() throws IOException {
    for (Map.Entry<String, String> crd : GeneratedCrds.files().entrySet()) {
      Path committed = CRDS.resolve(crd.getKey());
      if (Boolean.getBoolean("lathe.rewrite")) {
        Files.createDirectories(CRDS);
        Files.writeString(committed, crd.getValue());
      }
      assertThat(committed).content().isEqualTo(crd.getValue());
    }
    try (var files = Files.list(CRDS)) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted())
          .containsExactlyElementsOf(GeneratedCrds.files().keySet());
    }
  }

  @Test
  void eachCrdIsSmallEnoughForClientSideApply() {
    assertThat(GeneratedCrds.files())
        .allSatisfy((name, text) ->
            assertThat(text.getBytes(StandardCharsets.UTF_8).length)
                .as(name)
                .isLessThan(MOST_BYTES));
  }
}
