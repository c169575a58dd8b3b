package dev.lathe.engine.recipe;

import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.failure.FileFailure;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.technique.distillation.Distillation;
import dev.lathe.engine.technique.distillation.DistillationConfig;
import dev.lathe.engine.technique.distillation.DistillationConfig.Hard;
import dev.lathe.engine.technique.distillation.Questions;
import dev.lathe.engine.technique.distillation.TeacherCache;
import dev.lathe.engine.train.Length;
import dev.lathe.engine.train.TrainingData;
import dev.lathe.engine.train.loss.CrossEntropy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the objective of whoever learns from teachers. */
final class Teaching {
  private final Bench bench;
  private final StepTraining training;
  private final Length length;

  /**
   * @param length how long is learnt
   */
  Teaching(Bench bench, StepTraining training, Length length) {
    this.bench = bench;
    this.training = training;
    this.length = length;
  }

  /**
   * Returns the objective, which whoever asked for it closes.
   *
   * @param field of the manifest, as in {@code spec.recipe[0].distill}
   */
  Distillation by(DistillationConfig config, List<Model> teachers, long cacheBytes, String field) {
    TrainingData data = training.data();
    boolean comesAgain = data.augmentation().isEmpty() && length.passes(data.training().size()) > 1;
    Optional<TeacherCache> cache =
        cacheBytes > 0 && comesAgain
            ? Optional.of(TeacherCache.in(folder(), cacheBytes, questions(data)))
            : Optional.empty();
    return new Distillation(config, teachers, cache, field);
  }

  private Questions questions(TrainingData data) {
    List<Dataset> asked = new ArrayList<>(List.of(data.training()));
    data.validation().ifPresent(asked::add);
    long all = asked.stream().mapToLong(Dataset::size).sum();
    return new Questions(
        asked,
        length.batchSize(),
        answered ->
            bench
                .teller()
                .report(Stage.TRAIN, 0, "the teachers answered %d of %d".formatted(answered, all)));
  }

  private Path folder() {
    Path folder = bench.workplace().scratch("teachers");
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw FileFailure.of(e, folder + " cannot be made");
    }
  }

  /** Returns how logits are compared, given what labels there are. */
  DistillationConfig.Logits logits(DistillPlan.Logits plan) {
    boolean labelled = training.opened().loading().wanted().isLabelled();
    Hard hard =
        plan.hard()
            .map(loss -> new Hard((CrossEntropy) loss.loss(), loss.output()))
            .orElse(Hard.usual());
    return new DistillationConfig.Logits(plan.temperature(), plan.softWeight(labelled), hard);
  }
}
