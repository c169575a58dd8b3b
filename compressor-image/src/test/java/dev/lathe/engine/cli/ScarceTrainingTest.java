package dev.lathe.engine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.cli.Trial.Outcome;
import dev.lathe.engine.execute.Placement;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.onnx.ChildProcess;
import dev.lathe.engine.recipe.TinyJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command trains where there is too little of something. */
class ScarceTrainingTest {
  private static final long COPIES = 1_000_000_000_000L;
  private static final int BATCH = 16;
  private static final String TRAINING =
      "training: {steps: 4000, batchSize: %d, optimizer: {learningRate: \"0.001\"}}"
          .formatted(BATCH);

  @TempDir private Path root;

  /** Repeats each sample so often that no machine has room for it, and takes a product of that. */
  private static void vast(Sketch g) {
    String row = g.node("Reshape", g.input("x", -1, 64), g.longs(-1, 1, 64));
    String rows = g.node("Expand", row, g.longs(1, COPIES, 1));
    g.output(
        g.op("ReduceMean")
            .ints("axes", 1)
            .with("keepdims", 0)
            .on(g.node("MatMul", rows, g.weights(64, 4))));
  }

  @Test
  void aBatchThatMemoryCannotHoldIsRefusedWithWhatItNeedsAndWhatThereIs() throws Exception {
    Outcome outcome =
        Trial.in(root)
            .run(trial -> {
              Trial.model(ScarceTrainingTest::vast).spoil(trial);
              return new TinyJob(trial.folder()).training("[{fineTune: {" + TRAINING + "}}]");
            });

    long valuesBytes = 4 * 64 * COPIES * BATCH;
    assertThat(outcome.lastWords()).isEqualTo("Failed OutOfMemory");
    assertThat(outcome.exitCode()).isEqualTo(Reason.OUT_OF_MEMORY.exitCode()).isEqualTo(40);
    assertThat(outcome.appeared()).isEmpty();
    assertThat(outcome.said())
        .matches(
            "OutOfMemory spec\\.recipe\\[0]\\.fineTune\\.training\\.batchSize: a batch of 16 samples needs at"
                + " least \\d+ bytes of memory, and there are "
                + Placement.memoryBytes()
                + ": \\d+ are taken by weights and what the optimizer remembers, "
                + valuesBytes
                + " by what the way back takes of the batch; fewer samples with accumulate are the"
                + " same step");
  }

  /** Files are kept from growing to what a checkpoint takes, four times the weights. */
  @Test
  void aCheckpointThatFindsTheDiskFullEndsTheJobWithNothingPublished() throws Exception {
    Trial trial = Trial.in(root);
    Trial.model(g ->
            g.output(
                g.node(
                    "MatMul",
                    g.node("MatMul", g.input("x", -1, 64), g.weights(64, 4000)),
                    g.weights(4000, 4))))
        .spoil(trial);
    String manifest = new TinyJob(trial.folder()).training("[{fineTune: {" + TRAINING + "}}]");
    Path job =
        Files.writeString(
            trial.file("job.yaml"),
            manifest + "  checkpoint: {uri: \"file:kept\", intervalSeconds: 1}\n",
            UTF_8);

    String said =
        ChildProcess.run(
            "export LATHE_TERMINATION_MESSAGE=" + trial.file("last-words") + "; ulimit -f 2500",
            Lathe.class,
            "run",
            job.toString(),
            "--work",
            trial.work().toString());

    Path kept = trial.file("kept/step-1");
    assertThat(said.lines().filter(line -> line.startsWith("DiskFull")).toList())
        .isEqualTo(
            List.of(
                "DiskFull spec.checkpoint: %s does not take a checkpoint: File too large"
                    .formatted(kept)));
    assertThat(Files.readString(trial.file("last-words")))
        .contains("\"reason\":\"DiskFull\"", "\"stage\":\"Train\"");
    assertThat(kept).isEmptyDirectory();
    assertThat(trial.file("out")).doesNotExist();
  }
}
