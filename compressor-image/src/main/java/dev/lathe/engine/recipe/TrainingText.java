package dev.lathe.engine.recipe;

import dev.lathe.engine.execute.Update;
import dev.lathe.engine.train.Length;
import dev.lathe.engine.train.Optimizer;
import dev.lathe.engine.train.Schedule;
import dev.lathe.engine.train.Scope;
import dev.lathe.engine.train.Selection;
import java.util.ArrayList;
import java.util.List;

/** What a manifest's {@code training} says, every default written out. */
final class TrainingText {
  private TrainingText() {}

  static List<String> of(TrainingPlan plan) {
    List<String> words = new ArrayList<>();
    words.addAll(of(plan.config().length()));
    words.addAll(of(plan.config().optimizer()));
    words.addAll(of(plan.config().schedule()));
    words.addAll(of(plan.config().scope()));
    words.addAll(of(plan.config().selection()));
    words.add("precision=" + TrainingReader.PRECISION.word(plan.precision()));
    return words;
  }

  private static List<String> of(Length length) {
    List<String> words = new ArrayList<>();
    words.add(
        switch (length.extent()) {
          case Length.Epochs(int count) -> "epochs=" + count;
          case Length.Steps(long count) -> "steps=" + count;
        });
    words.add("batchSize=" + length.batchSize());
    words.add("accumulate=" + length.accumulate());
    return words;
  }

  private static List<String> of(Optimizer optimizer) {
    List<String> words = new ArrayList<>();
    words.add("optimizer=" + OptimizerReader.TYPE.word(OptimizerReader.type(optimizer.update())));
    words.add("learningRate=" + optimizer.learningRate());
    if (optimizer.update() instanceof Update.Sgd sgd) {
      words.add("momentum=" + sgd.momentum());
    }
    words.add("weightDecay=" + optimizer.update().weightDecay());
    words.add("decay=" + OptimizerReader.DECAYS_ALL.word(optimizer.decaysAll()));
    optimizer
        .rates()
        .reversed()
        .forEach(rate -> words.add("rate=%s:%s".formatted(rate.glob(), rate.factor())));
    optimizer.clipNorm().ifPresent(norm -> words.add("clipNorm=" + norm));
    return words;
  }

  private static List<String> of(Schedule schedule) {
    List<String> words = new ArrayList<>();
    words.add("schedule=" + ScheduleReader.TYPE.word(ScheduleReader.type(schedule)));
    words.add("warmup=" + schedule.warmup());
    if (schedule instanceof Schedule.Steps steps) {
      words.add("every=" + steps.everyEpochs());
      words.add("factor=" + steps.factor());
    }
    return words;
  }

  private static List<String> of(Scope scope) {
    List<String> words = new ArrayList<>();
    if (!scope.freeze().isEmpty()) {
      words.add("freeze=" + String.join(",", scope.freeze()));
    }
    words.add("batchNorm=" + TrainingReader.BATCH_NORM.word(scope.batchNorm()));
    return words;
  }

  private static List<String> of(Selection selection) {
    List<String> words = new ArrayList<>();
    selection.averaging().ifPresent(kept -> words.add("averaging=" + kept));
    selection
        .earlyStopping()
        .ifPresent(stop -> {
          words.add("patience=" + stop.patience());
          words.add("minDelta=" + stop.minDelta());
        });
    return words;
  }
}
