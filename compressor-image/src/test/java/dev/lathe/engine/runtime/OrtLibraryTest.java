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

  /** The library's telemetry leaves an identifier and a queue of events below the home folder. */
  @Test
  void nothingIsCollectedForTheVendor(@TempDir Path home) throws Exception {
    assertThat(start(home, "short")).startsWith("ONNX Runtime 1.29.0");
    assertThat(home).isEmptyDirectory();
  }

  /** Collecting what it sends, release 1.29.0 ends by a segmentation fault. */
  @Test
  void theLibraryStartsInAProcessWithALongCommandLine(@TempDir Path home) throws Exception {
    assertThat(start(home, "x".repeat(5_000))).startsWith("ONNX Runtime 1.29.0");
  }

  /** Starts this class in a process of its own; returns what it prints. */
  private static String start(Path home, String argument) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            OrtLibraryTest.class.getName(),
            argument);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("HOME", home.toString());
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  public static void main(String[] args) {
    System.out.println(RuntimeFacts.current(1).runtime());
  }
}
