package dev.lathe.engine.train;

import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Supplier;

/** A training with all that has a state, and ways to end it before its time. */
final class Interrupting {
  static final int STEPS = 8 * 13;
  static final Duration NEVER = Duration.ofDays(1);

  private final Path folder;
  private final NavigableSet<Long> stops = new TreeSet<>();
  private final Supplier<RuntimeException> blow;

  /**
   * @param blow what is thrown from the listener
   */
  Interrupting(Path folder, List<Long> stops, Supplier<RuntimeException> blow) {
    this.folder = folder;
    this.stops.addAll(stops);
    this.blow = blow;
  }

  static EngineException interruption() {
    return new EngineException(Reason.INTERRUPTED, "stopped");
  }

  /** Two batches a step, batch normalization, momentum, averages, a schedule, validations. */
  static TrainingConfig config() {
    return new TrainingConfig(
        new Length(new Length.Epochs(8), 8, 2, OptionalLong.of(10)),
        Optimizer.of(Update.adamW(0.01), 0.02).withClipNorm(1),
        new Schedule.Cosine(0.1),
        new Scope(List.of(), Scope.BatchNorm.TRAINED),
        new Selection(Optional.empty(), true, OptionalDouble.of(0.9)));
  }

  /** Trains without any interruption, and without checkpoints. */
  static Trained undisturbed(Path folder) {
    return train(folder, TrainingRun.of(5, 1));
  }

  static Trained train(Path folder, TrainingRun run) {
    try (Dataset points = Blobs.points(folder, 200, 1);
        Dataset others = Blobs.points(folder, 60, 2)) {
      return Trainer.train(
          Blobs.normalized(),
          new Likelihood(),
          new TrainingData(points, Optional.of(others)),
          config(),
          run);
    }
  }

  Checkpoints checkpoints(Duration interval) {
    return Checkpoints.in(folder.resolve("checkpoints"), "this job", interval);
  }

  /** Trains until the next stop, or to the end. */
  Trained attempt(Duration interval) {
    return train(
        folder,
        TrainingRun.of(5, 1)
            .withCheckpoints(checkpoints(interval))
            .withListener(progress -> {
              if (stops.remove(progress.step())) {
                throw blow.get();
              }
            }));
  }

  /** Trains as often as it takes. */
  Trained finish(Duration interval) {
    while (true) {
      try {
        return attempt(interval);
      } catch (RuntimeException e) {
        if (e.getClass() != blow.get().getClass()) {
          throw e;
        }
      }
    }
  }
}
