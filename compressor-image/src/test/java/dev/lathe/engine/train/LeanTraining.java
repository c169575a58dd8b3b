package dev.lathe.engine.train;

import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Trains weights of 100 MB whose activations are few, and prints the resident bytes of the process
 * at their peak: of a training of next to nothing, then of this one, which goes on from a
 * checkpoint if there is one.
 */
final class LeanTraining {
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
  private static final int STEPS = 3;

  private LeanTraining() {}

  /** Writes the model. */
  static Path write(Path folder, int rows) throws IOException {
    Path file = folder.resolve("rows-" + rows + ".onnx");
    OnnxWriter.write(
        Sketch.model(g -> {
          String wide =
              g.node("MatMul", g.input("x", -1, 4), g.constant("a", Blobs.numbers(1, 4, rows)));
          String narrow = g.node("MatMul", wide, g.constant("b", Blobs.numbers(2, rows, 250)));
          g.output(g.node("MatMul", narrow, g.constant("c", Blobs.numbers(3, 250, 4))));
        }),
        file);
    return file;
  }

  private static long peakBytes() throws IOException {
    Matcher peak = PEAK.matcher(Files.readString(Path.of("/proc/self/status")));
    return peak.find() ? Long.parseLong(peak.group(1)) * 1024 : 0;
  }

  private static Trained train(Path folder, Path model, TrainingRun run) {
    try (Dataset points = Blobs.points(folder, 64, 1)) {
      return Trainer.train(
          OnnxReader.read(model),
          new Likelihood(),
          TrainingData.of(points),
          TrainingConfig.of(Length.steps(STEPS, 8), Optimizer.of(Update.adamW(0), 1e-4)),
          run);
    }
  }

  /**
   * @param arguments a folder with both models, and the step behind which the training is
   *     interrupted, or 0
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    long last = Long.parseLong(arguments[1]);
    train(folder, folder.resolve("rows-10.onnx"), TrainingRun.of(1, 1));
    long before = peakBytes();
    TrainingRun run =
        TrainingRun.of(1, 1)
            .withCheckpoints(
                Checkpoints.in(folder.resolve("checkpoints"), "this job", Interrupting.NEVER))
            .withListener(progress -> {
              if (progress.step() == last) {
                throw Interrupting.interruption();
              }
            });
    try {
      Trained trained = train(folder, folder.resolve("rows-100000.onnx"), run);
      Tensor weights = trained.model().graph().initializer("b").orElseThrow();
      if (!weights.shape().equals(Shape.of(100_000, 250))) {
        throw new IllegalStateException("another model: " + weights);
      }
    } catch (dev.lathe.engine.failure.EngineException e) {
      System.out.println(e.getMessage());
    }
    System.out.printf("peaks: %d %d%n", before, peakBytes());
  }
}
