package dev.lathe.engine.train;

import dev.lathe.engine.execute.TrainingModule;
import dev.lathe.engine.tensor.Tensor;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** All that is given for one training. */
record Assignment(
    Subject subject, Feed feed, TrainingData data, TrainingConfig config, TrainingRun run) {

  Assignment with(Subject other) {
    return new Assignment(other, feed, data, config, run);
  }

  Timetable timetable() {
    return Timetable.of(data.training(), config.length(), subject.switches());
  }

  /** Returns the rate of a step. */
  double rate(long step, int halvings) {
    Timetable timetable = timetable();
    return config.optimizer().learningRate()
        * Math.scalb(1, -halvings)
        * config.schedule().shareAt(step, timetable.steps(), timetable.epochOf(step));
  }

  Moment moment(long step, boolean validating) {
    Timetable timetable = timetable();
    int epoch = timetable.epochOf(Math.min(step, timetable.steps() - 1));
    return new Moment(step, timetable.steps(), epoch, validating);
  }

  /** Returns the weights that count: the averages of them where they are averaged. */
  SequencedMap<String, Tensor> weights(TrainingModule module) {
    return averaged(module, module::weights);
  }

  /** Shows the weights that count one by one; a taker keeps none of them. */
  void forEachOfWeights(TrainingModule module, BiConsumer<String, Tensor> taker) {
    averaged(
        module,
        () -> {
          module.forEachOfWeights(taker);
          return true;
        });
  }

  /** Does something while the averages are in the place of the weights, where there are any. */
  <T> T averaged(TrainingModule module, Supplier<T> action) {
    if (config.selection().averaging().isEmpty()) {
      return action.get();
    }
    module.swapAverages();
    try {
      return action.get();
    } finally {
      module.swapAverages();
    }
  }
}
