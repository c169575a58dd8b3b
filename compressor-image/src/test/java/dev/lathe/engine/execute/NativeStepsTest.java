package dev.lathe.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What many steps cost, in what the kernel counts: pages, not milliseconds. */
class NativeStepsTest {
  private static final int PAGE_BYTES = 4096;

  private static Model network() {
    return Sketch.model(g -> {
      String x = g.relu(g.conv(g.input("x", -1, 3, 32, 32), 16));
      String y = g.node("GlobalAveragePool", g.relu(conv(g, x)));
      g.output(g.op("ReduceMean").with("keepdims", 0).on(y));
    });
  }

  private static String conv(Sketch g, String x) {
    return g.op("Conv").ints("pads", 1, 1, 1, 1).on(x, g.weights(16, 16, 3, 3), g.weights(16));
  }

  private static TrainingModule compile() {
    Model model = network();
    return TrainingModule.compile(
        model,
        Training.of(
            model.graph().outputs().getFirst().name(),
            List.copyOf(model.graph().initializers().keySet()),
            Update.adamW(0.01)));
  }

  private static Map<String, Tensor> batch(int rows) {
    return Map.of("x", Tensor.ofFloats(Shape.of(rows, 3, 32, 32), new float[rows * 3 * 32 * 32]));
  }

  private static long pageFaults() throws IOException {
    String statistics = Files.readString(Path.of("/proc/self/stat"));
    return Long.parseLong(statistics.substring(statistics.lastIndexOf(')')).split(" ")[8]);
  }

  private static long residentBytes() throws IOException {
    return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * PAGE_BYTES;
  }

  /** As glibc comes, all four activations of 4 MB are given back and paid for again. */
  @Test
  void aStepDoesNotPayForItsPagesAgain() throws IOException {
    try (TrainingModule module = compile()) {
      Map<String, Tensor> batch = batch(64);
      for (int i = 0; i < 10; i++) {
        module.step(batch, 0.01);
      }
      long before = pageFaults();
      for (int i = 0; i < 20; i++) {
        module.step(batch, 0.01);
      }

      assertThat((pageFaults() - before) / 20)
          .isLessThan(4 * 64 * 16 * 32 * 32 * 4 / PAGE_BYTES / 2);
    }
  }

  /**
   * Batches of changing size too: a compiler that looked at shapes would keep a plan for each, some
   * 100 MB, and results that are never closed would take 60 MB.
   */
  @Test
  void stepsTakeNoMoreMemoryThanTheFirstOnes() throws IOException {
    try (TrainingModule module = compile()) {
      List<Map<String, Tensor>> batches =
          IntStream.rangeClosed(1, 8).mapToObj(NativeStepsTest::batch).toList();
      for (int i = 0; i < 100; i++) {
        module.step(batches.get(i % 8), 0.01);
      }
      System.gc();
      long before = residentBytes();
      for (int i = 0; i < 400; i++) {
        module.step(batches.get(i % 8), 0.01);
      }
      System.gc();

      assertThat(residentBytes() - before).isLessThan(16 << 20);
    }
  }

  @Test
  void aStepIsTheSameOnAnyThread() throws Exception {
    try (TrainingModule here = compile();
        TrainingModule there = compile();
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      here.step(batch(4), 0.01);
      other.submit(() -> there.step(batch(4), 0.01)).get();

      assertThat(there.state()).isEqualTo(here.state());
      assertThat(there.run(batch(2))).isEqualTo(here.run(batch(2)));
    }
  }
}
