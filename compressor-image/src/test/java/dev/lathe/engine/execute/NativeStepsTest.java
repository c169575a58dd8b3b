package dev.lathe.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.onnx.ChildProcess;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What many steps cost, in what the kernel counts of a process: pages, not milliseconds. */
class NativeStepsTest {
  /**
   * As glibc comes, all four activations of 4 MB are given back and paid for again at every step. A
   * compiler that looked at shapes would keep a plan for each batch size, some 100 MB; results that
   * are never closed would take 60 MB.
   */
  @Test
  void stepsPayForTheirPagesOnceAndKeepNothing() throws Exception {
    String printed = ChildProcess.run("true", NativeSteps.class);
    String[] figures = printed.lines().toList().getLast().split(" ");

    assertThat(figures).as(printed).hasSize(2);
    assertThat(Long.parseLong(figures[0]))
        .as("page faults of a step")
        .isLessThan(4 * 64 * 16 * 32 * 32 * 4 / 4096 / 2);
    assertThat(Long.parseLong(figures[1])).as("growth in bytes").isLessThan(16 << 20);
  }

  @Test
  void aStepIsTheSameOnAnyThread() throws Exception {
    try (TrainingModule here = NativeSteps.compile();
        TrainingModule there = NativeSteps.compile();
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      here.step(NativeSteps.batch(4), 0.01);
      other.submit(() -> there.step(NativeSteps.batch(4), 0.01)).get();

      assertThat(there.state()).isEqualTo(here.state());
      assertThat(there.run(NativeSteps.batch(2))).isEqualTo(here.run(NativeSteps.batch(2)));
    }
  }
}
