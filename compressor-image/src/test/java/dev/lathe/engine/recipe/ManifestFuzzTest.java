package dev.lathe.engine.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ManifestFuzzTest {
  private static final Path EXAMPLES = Path.of("../crds/src/main/examples");
  private static final String BITS = "{}[]:,-\"'#&*!|>%@`?\n \t0.5eE~\u0000\uD83D\u00e9";
  private static final int ROUNDS = 4000;

  @Test
  void aDamagedManifestIsReadOrRefusedAndNothingElse() throws IOException {
    List<Path> examples;
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      examples =
          files
              .filter(file -> file.toString().endsWith(".yaml"))
              .filter(file -> !file.toString().contains("runtime"))
              .sorted()
              .toList();
    }
    long seed = 20_261_124;
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String text =
          damaged(Files.readString(examples.get(random.nextInt(examples.size()))), random);
      try {
        Manifest.parse("job.yaml", text);
      } catch (EngineException e) {
        assertThat(e.reason()).isEqualTo(Reason.INVALID_MANIFEST);
        assertThat(e.getMessage()).startsWith("job.yaml:");
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed %d, round %d:\n%s".formatted(seed, round, text), e);
      }
    }
    assertThat(refused).isGreaterThan(ROUNDS / 2);
  }

  private static String damaged(String text, Random random) {
    StringBuilder damaged = new StringBuilder(text);
    for (int edit = random.nextInt(4); edit >= 0; edit--) {
      int at = random.nextInt(damaged.length());
      switch (random.nextInt(4)) {
        case 0 -> damaged.deleteCharAt(at);
        case 1 -> damaged.insert(at, BITS.charAt(random.nextInt(BITS.length())));
        case 2 -> damaged.setCharAt(at, BITS.charAt(random.nextInt(BITS.length())));
        default -> {
          int end = Math.min(damaged.length(), at + random.nextInt(60));
          damaged.delete(at, end);
        }
      }
    }
    return damaged.toString();
  }
}
