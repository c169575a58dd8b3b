package dev.lathe.engine.recipe;

import dev.lathe.engine.data.Overlap.Role;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.train.Compute;
import dev.lathe.engine.train.History;
import dev.lathe.engine.train.TrainingData;
import dev.lathe.engine.train.TrainingProgress;
import dev.lathe.engine.train.TrainingRun;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The training of one step: what it learns from, what it runs under, and what is told of it. */
final class StepTraining {
  private final Bench bench;
  private final int index;
  private final long startNanos = System.nanoTime();
  private @Nullable TrainingProgress latest;
  private OptionalLong resumedAt = OptionalLong.empty();

  /**
   * @param index of the step in the recipe, from 0
   */
  StepTraining(Bench bench, int index) {
    this.bench = bench;
    this.index = index;
  }

  /** Returns the training data, which a recipe that trains comes with. */
  OpenData.Opened opened() {
    return bench.inputs().data().get(Role.TRAINING).orElseThrow();
  }

  TrainingData data() {
    return new TrainingData(
        opened().dataset(),
        bench.inputs().data().get(Role.VALIDATION).map(OpenData.Opened::dataset),
        opened().loading().wanted().augmentation());
  }

  TrainingRun run() {
    Manifest.Running running = bench.manifest().running();
    return new TrainingRun(
        running.seed(),
        new Compute(
            bench.workplace().threads(),
            running.learning().device(),
            bench.manifest().recipe().get(index).training().orElseThrow().precision()),
        CheckpointFolders.of(bench, index),
        this::tell);
  }

  private void tell(TrainingProgress progress) {
    if (latest == null && progress.step() > 1) {
      resumedAt = OptionalLong.of(progress.step() - 1);
    }
    latest = progress;
    String message =
        resumedAt.isPresent()
            ? "resumed at step %d of %d".formatted(resumedAt.getAsLong(), progress.steps())
            : "";
    bench.teller().train(progress, message);
  }

  /** Returns the field of the manifest that says the step. */
  String field() {
    return "spec.recipe[%d].%s".formatted(index, bench.manifest().recipe().get(index).technique());
  }

  /** Returns the field of the manifest that says a part of the step. */
  String field(String part) {
    return field() + "." + part;
  }

  /** Trains; what is wrong with how is told with the step's place in the manifest. */
  <T> T naming(Supplier<T> work) {
    try {
      return work.get();
    } catch (EngineException e) {
      if (e.getMessage().startsWith("training.")) {
        throw new EngineException(e.reason(), field(e.getMessage()), e);
      }
      throw e;
    }
  }

  RunReport.Training report(History history) {
    String technique = bench.manifest().recipe().get(index).technique();
    Duration time = Duration.ofNanos(System.nanoTime() - startNanos);
    RunReport.Effort effort =
        latest == null
            ? finishedBefore(history, time)
            : new RunReport.Effort(latest.epochs(), latest.steps(), resumedAt, time);
    return new RunReport.Training(index + 1, technique, history, effort);
  }

  /** An earlier attempt came to the end of this step, and to that of a later one not. */
  private RunReport.Effort finishedBefore(History history, Duration time) {
    History.Point last = history.points().getLast();
    bench.teller().report(Stage.TRAIN, 1, "all %d steps were taken before".formatted(last.step()));
    return new RunReport.Effort(last.epoch(), last.step(), OptionalLong.of(last.step()), time);
  }
}
