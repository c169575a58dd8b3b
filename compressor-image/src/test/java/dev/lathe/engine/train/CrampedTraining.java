package dev.lathe.engine.train;

import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Trains 80,000 weights and prints why it ends. A checkpoint takes 1280 kB, a quarter for the best
 * weights, by which it is larger than the module itself.
 */
final class CrampedTraining {
  private CrampedTraining() {}

  private static Model network() {
    return Sketch.model(g -> {
      String wide =
          g.node("MatMul", g.input("x", -1, 4), g.constant("a", Blobs.numbers(1, 4, 10_000)));
      g.output(g.node("MatMul", wide, g.constant("b", Blobs.numbers(2, 10_000, 4))));
    });
  }

  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    long last = Long.parseLong(arguments[1]);
    try (Dataset points = Blobs.points(folder, 64, 1);
        Dataset others = Blobs.points(folder, 8, 2)) {
      Trainer.train(
          network(),
          new Likelihood(),
          new TrainingData(points, Optional.of(others)),
          TrainingConfig.of(
              Length.epochs(2, 8).withValidateEvery(1), Optimizer.of(Update.adamW(0), 1e-4)),
          TrainingRun.of(5, 1)
              .withCheckpoints(
                  Checkpoints.in(
                      folder.resolve("checkpoints"),
                      "this job",
                      last == 0 ? Duration.ZERO : Interrupting.NEVER))
              .withListener(progress -> {
                if (last > 0 && progress.step() > last) {
                  throw Interrupting.interruption();
                }
              }));
    } catch (EngineException e) {
      System.out.println(e.reason().conditionReason() + ": " + e.getMessage());
    }
  }
}
