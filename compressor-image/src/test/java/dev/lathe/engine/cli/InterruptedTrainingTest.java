package dev.lathe.engine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.recipe.TinyJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command is told to stop while it trains, as an evicted pod is, and is run again. */
class InterruptedTrainingTest {
  private static final long PATIENCE_SECONDS = 300;
  private static final String RECIPE =
      "[{fineTune: {training: {steps: 4000, batchSize: 16, optimizer: {learningRate: \"1e-4\"}}}},"
          + " {quantize: {mode: Static}}]";

  @TempDir private Path root;

  @Test
  void aTrainingGoesOnWhereItWasStoppedToTheSameBytes() throws Exception {
    TinyJob undisturbed = TinyJob.in(Files.createDirectory(root.resolve("undisturbed")));
    assertThat(finish(undisturbed, "").exitValue()).isZero();

    TinyJob stopped = TinyJob.in(Files.createDirectory(root.resolve("stopped")));
    String checkpoint = "  checkpoint: {uri: \"file:checkpoints\", intervalSeconds: 1}\n";
    Process first = start(stopped, checkpoint);
    awaitFile(first, stopped.folder().resolve("checkpoints/step-1"));
    first.destroy();
    assertThat(first.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(first.exitValue()).isEqualTo(Reason.INTERRUPTED.exitCode());
    assertThat(stopped.folder().resolve("out")).doesNotExist();
    assertThat(Files.readString(stopped.folder().resolve("last-words")))
        .contains("\"reason\":\"Interrupted\"", "\"stage\":\"Train\"");

    assertThat(finish(stopped, checkpoint).exitValue()).isZero();
    assertThat(Files.readString(stopped.folder().resolve("log")))
        .containsPattern("Train: resumed at step \\d+ of 4000");
    assertThat(stopped.folder().resolve("out/model.onnx"))
        .hasSameBinaryContentAs(undisturbed.folder().resolve("out/model.onnx"));
    assertThat(stopped.folder().resolve("out/SHA256SUMS"))
        .hasSameTextualContentAs(undisturbed.folder().resolve("out/SHA256SUMS"));
  }

  private static Process finish(TinyJob job, String more) throws Exception {
    Process process = start(job, more);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process;
  }

  private static Process start(TinyJob job, String more) throws IOException {
    Path manifest =
        Files.writeString(job.folder().resolve("job.yaml"), job.training(RECIPE) + more, UTF_8);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Lathe.class.getName(),
            "run",
            manifest.toString());
    builder
        .environment()
        .put("LATHE_TERMINATION_MESSAGE", job.folder().resolve("last-words").toString());
    return builder
        .redirectErrorStream(true)
        .redirectOutput(job.folder().resolve("log").toFile())
        .start();
  }

  /** Waits until a checkpoint is there, which is written in the midst of the training. */
  private static void awaitFile(Process process, Path folder) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!holdsCheckpoint(folder)) {
      assertThat(process.isAlive() && System.nanoTime() < end).isTrue();
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private static boolean holdsCheckpoint(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".checkpoint"));
    }
  }
}
