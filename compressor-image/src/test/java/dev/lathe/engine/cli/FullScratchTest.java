package dev.lathe.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.onnx.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullScratchTest {
  @TempDir private Path root;

  /** The command runs in a process whose files the system keeps from growing. */
  @Test
  void aScratchFolderThatFillsLeavesNothingAtTheOutput() throws Exception {
    Trial trial = Trial.in(root);
    String manifest =
        Trial.withoutData(
                Trial.model(
                    g -> g.output(g.node("MatMul", g.input("x", -1, 512), g.weights(512, 512)))))
            .spoil(trial);
    Path job = Files.writeString(trial.file("job.yaml"), manifest);

    String said =
        ChildProcess.run(
            "ulimit -f 100", Lathe.class, "run", job.toString(), "--work", trial.work().toString());

    assertThat(said)
        .endsWith(
            "DiskFull %s/result/model.onnx cannot be written: the disk is full"
                .formatted(trial.work()));
    assertThat(trial.file("out")).doesNotExist();
    assertThat(trial.work().resolve("result")).isEmptyDirectory();
  }
}
