package dev.lathe.engine.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrtLibraryTest {
  @Test
  void aTemporaryFolderThatCannotBeWrittenToIsNamed(@TempDir Path folder) {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> OrtLibrary.requireUsable(missing))
        .isInstanceOf(EngineException.class)
        .hasMessageContainingAll("java.io.tmpdir", missing.toString(), "mount a writable folder");
  }

  @Test
  void aWritableTemporaryFolderIsAccepted(@TempDir Path folder) {
    OrtLibrary.requireUsable(folder);
  }

  @Test
  void aCommandLineThatWouldCrashTheProcessIsRefused() throws Exception {
    assertThat(start("short")).startsWith("ONNX Runtime 1.29.0");
    assertThat(start("x".repeat(5_000)))
        .contains("EngineException", "command line takes 3976 bytes or more, found");
  }

  /** Starts this class in a process of its own; returns what it prints. */
  private static String start(String argument) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            OrtLibraryTest.class.getName(),
            argument);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isIn(0, 1);
    return output;
  }

  public static void main(String[] args) {
    System.out.println(RuntimeFacts.current(1).runtime());
  }
}
