package dev.lathe.engine.execute;

import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Trains a small network and prints what the kernel counted: the page faults of a step, and by how
 * many bytes the process grew over 400 steps of changing batch size.
 */
final class NativeSteps {
  private static final int PAGE_BYTES = 4096;

  private NativeSteps() {}

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

  static TrainingModule compile() {
    Model model = network();
    return TrainingModule.compile(
        model,
        Training.of(
            model.graph().outputs().getFirst().name(),
            List.copyOf(model.graph().initializers().keySet()),
            Update.adamW(0.01)));
  }

  static Map<String, Tensor> batch(int rows) {
    return Map.of("x", Tensor.ofFloats(Shape.of(rows, 3, 32, 32), new float[rows * 3 * 32 * 32]));
  }

  private static long pageFaults() throws IOException {
    String statistics = Files.readString(Path.of("/proc/self/stat"));
    return Long.parseLong(statistics.substring(statistics.lastIndexOf(')')).split(" ")[8]);
  }

  private static long residentBytes() throws IOException {
    return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * PAGE_BYTES;
  }

  public static void main(String[] arguments) throws IOException {
    try (TrainingModule module = compile()) {
      System.out.println(pageFaultsOfAStep(module) + " " + growth(module));
    }
  }

  private static long pageFaultsOfAStep(TrainingModule module) throws IOException {
    Map<String, Tensor> batch = batch(64);
    for (int i = 0; i < 10; i++) {
      module.step(batch, 0.01);
    }
    long before = pageFaults();
    for (int i = 0; i < 20; i++) {
      module.step(batch, 0.01);
    }
    return (pageFaults() - before) / 20;
  }

  private static long growth(TrainingModule module) throws IOException {
    List<Map<String, Tensor>> batches =
        IntStream.rangeClosed(1, 8).mapToObj(NativeSteps::batch).toList();
    for (int i = 0; i < 100; i++) {
      module.step(batches.get(i % 8), 0.01);
    }
    System.gc();
    long before = residentBytes();
    for (int i = 0; i < 400; i++) {
      module.step(batches.get(i % 8), 0.01);
    }
    System.gc();
    return residentBytes() - before;
  }
}
