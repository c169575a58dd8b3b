package dev.lathe.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How Java runs the engine is written once, for launcher and image. */
class JavaOptionsTest {
  private static final Path LAUNCHER = Path.of("src/main/launcher/lathe");
  private static final Path IMAGE = Path.of("pom.xml");

  private static String found(Path file, String pattern) throws Exception {
    return Pattern.compile(pattern)
        .matcher(Files.readString(file))
        .results()
        .map((MatchResult match) -> match.group(1))
        .findFirst()
        .orElse("nothing like " + pattern);
  }

  @Test
  void javaTakesThemWithoutAWarning() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@src/main/launcher/jvm.options",
                "-Xlog:gc+init",
                "-version")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said)
        .doesNotContainIgnoringCase("warning")
        .contains("Heap Region Size: 1M", "Heap Initial Capacity: 40M");
  }

  @Test
  void launcherAndImageReadThem() throws Exception {
    assertThat(found(LAUNCHER, "\"\\$java\" (\\S+)")).isEqualTo("@\"$home/lib/jvm.options\"");
    assertThat(found(IMAGE, "<jvmFlag>(.*)</jvmFlag>")).isEqualTo("@/app/jvm.options");
  }

  @Test
  void allThreadsShareOneHeapOfTheAllocatorInBoth() throws Exception {
    assertThat(found(LAUNCHER, "MALLOC_ARENA_MAX=\\$\\{MALLOC_ARENA_MAX:-(\\d+)}"))
        .isEqualTo(found(IMAGE, "<MALLOC_ARENA_MAX>(\\d+)<"));
  }
}
