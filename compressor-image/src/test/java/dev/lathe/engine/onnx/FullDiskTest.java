package dev.lathe.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FullDiskTest {
  @TempDir private Path folder;

  /** Writes in a process whose files the system lets grow to so many kibibytes. */
  private static String write(Path file, String policy, long largestFile) throws Exception {
    return ChildProcess.run("ulimit -f " + largestFile, FullDisk.class, file.toString(), policy);
  }

  @ParameterizedTest
  @ValueSource(strings = {"inline", "external"})
  void aDiskThatFillsLeavesWhatWasThereAndNothingElse(String policy) throws Exception {
    Path file = Files.writeString(folder.resolve("model.onnx"), "the old model");

    String outcome = write(file, policy, 1024);

    assertThat(outcome)
        .startsWith("DISK_FULL: %s cannot be written: the disk is full".formatted(file));
    assertThat(file).hasContent("the old model");
    assertThat(folder.toFile().list()).containsExactly("model.onnx");
  }

  @ParameterizedTest
  @ValueSource(strings = {"inline", "external"})
  void enoughSpaceReplacesWhatWasThere(String policy) throws Exception {
    Path file = Files.writeString(folder.resolve("model.onnx"), "the old model");

    assertThat(write(file, policy, 8192)).isEqualTo("written");

    assertThat(modelBytes(file)).isEqualTo(FullDisk.model().toBytes());
  }

  private static byte[] modelBytes(Path file) throws IOException {
    return OnnxWriter.toBytes(OnnxReader.read(file));
  }
}
