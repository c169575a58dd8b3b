package dev.lathe.engine.train;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.Batches;
import dev.lathe.engine.execute.TrainingModule;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/** One training: steps, and validations between them. */
final class Learning {
  private final TrainingModule module;
  private final Objective objective;
  private final Objective.Attached attached;
  private final TrainingConfig config;
  private final TrainingRun run;
  private final Timetable timetable;
  private final List<History.Point> points = new ArrayList<>();
  private final List<Batch> batches;

  Learning(
      TrainingModule module,
      Objective objective,
      Objective.Attached attached,
      TrainingConfig config,
      TrainingRun run,
      TrainingData data) {
    this.module = module;
    this.objective = objective;
    this.attached = attached;
    this.config = config;
    this.run = run;
    timetable = new Timetable(data.training().size(), config.length());
    batches = new ArrayList<>();
    try (Batches pass = data.training().batches(config.length().batchSize())) {
      pass.forEachRemaining(batches::add);
    }
  }

  Trained run(Model model) {
    Pace pace = new Pace();
    for (long step = 0; step < timetable.steps(); step++) {
      int epoch = timetable.epochOf(step);
      Moment moment = new Moment(step, timetable.steps(), epoch, false);
      double rate =
          config.optimizer().learningRate()
              * config.schedule().shareAt(step, timetable.steps(), epoch);
      long[] order = Order.of(run.seed(), epoch, batches.size());
      Batch batch = batches.get((int) order[(int) (step % timetable.stepsPerEpoch())]);
      TrainingModule.seed(Seeds.of(run.seed(), step));
      TrainingModule.Step taken = module.step(inputs(batch, moment), rate);
      points.add(new History.Point(step + 1, epoch + 1, taken.loss(), rate, taken.gradientNorm()));
      pace.took(batch.size());
      run.listener().progress(pace.progress(points.getLast(), timetable));
    }
    return new Trained(kept(model), new History(points, List.of(), List.of()));
  }

  private Map<String, Tensor> inputs(Batch batch, Moment moment) {
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>(batch.inputs());
    inputs.putAll(objective.feed(batch, moment));
    return inputs;
  }

  private Model kept(Model model) {
    SequencedMap<String, Tensor> state = module.state();
    var editor = model.graph().edit();
    state.keySet().stream()
        .filter(model.graph().initializers()::containsKey)
        .forEach(name -> editor.initializer(name, Objects.requireNonNull(state.get(name))));
    return model.withGraph(editor.toGraph());
  }
}
