package dev.lathe.engine.train;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.data.Samples;
import dev.lathe.engine.execute.Placement;
import dev.lathe.engine.execute.Training;
import dev.lathe.engine.execute.TrainingModule;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.tensor.Tensor;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.LongStream;

/** Trains a model. */
public final class Trainer {
  private final Assignment given;
  private final Placement placement;

  private Trainer(Assignment given, Placement placement) {
    this.given = given;
    this.placement = placement;
  }

  /**
   * Moves the weights of a model so that an objective comes down.
   *
   * <p>The same arguments give the same weights, bit for bit, however often a training was
   * interrupted and went on from a checkpoint.
   *
   * @return the given graph with other initializers, and how it went
   * @throws EngineException UNSUPPORTED_MODEL if an operator cannot be trained through, or there is
   *     nothing to train; INVALID_MANIFEST or INVALID_DATA naming the field or the sample that does
   *     not fit, the rate if the training diverges whatever is done; OUT_OF_MEMORY if a batch is
   *     too large; DISK_FULL if a checkpoint does not fit
   */
  public static Trained train(
      Model model, Objective objective, TrainingData data, TrainingConfig config, TrainingRun run) {
    Placement placement = Devices.placement(run.compute());
    TrainingChecks.require(data, config.length());
    Subject subject =
        Subject.of(model, objective, config)
            .noting(TrainingChecks.notes(data, config.length()))
            .noting(Devices.notes(placement));
    Feed feed = new Feed(objective, subject.switches());
    Assignment given = new Assignment(subject, feed, data, config, run);
    String fingerprint =
        Sha256.of(
            "%s\n%s\n%s\n%s\n%s"
                .formatted(config, run.seed(), placement, given.timetable(), data.augmentation()));
    try (Saving saving = Saving.of(run, fingerprint)) {
      Learning.Result result = new Trainer(given, placement).result(saving);
      return new Trained(kept(model, result.weights()), result.history());
    }
  }

  /**
   * Refuses training data whose first samples lack what an objective takes of them, for whoever
   * works on a model before it is trained.
   *
   * @throws EngineException INVALID_MANIFEST or INVALID_DATA, as {@link #train}
   */
  public static void check(
      Model model, Objective objective, TrainingData data, TrainingConfig config) {
    TrainingChecks.require(data, config.length());
    objective.check(model, first(data.training(), config.length().batchSize()));
  }

  private Learning.Result result(Saving saving) {
    Optional<Checkpoint> latest = saving.latest();
    if (latest.isPresent() && latest.get().standing().isFinished()) {
      return new Learning.Result(Saving.result(latest.get()), latest.get().standing().history());
    }
    SequencedMap<String, Tensor> some = firstSamples();
    if (!placement.onGpu()) {
      MemoryNeed.require(
          given.subject(), some, given.timetable().batchSize(), Placement.memoryBytes());
    }
    try (TrainingModule whole = compile(given)) {
      Set<String> reached = reached(whole, some);
      if (reached.containsAll(given.subject().training().trained())) {
        return learn(given, whole, saving, latest);
      }
      Assignment narrower = given.with(given.subject().training(reached));
      whole.close();
      try (TrainingModule module = compile(narrower)) {
        return learn(narrower, module, saving, latest);
      }
    }
  }

  private TrainingModule compile(Assignment assignment) {
    return TrainingModule.compile(
        assignment.subject().model(), assignment.subject().training(), placement);
  }

  /** Takes the gradients of a small batch: a graph may depend on weights that none reaches. */
  private Set<String> reached(TrainingModule module, SequencedMap<String, Tensor> some) {
    TrainingModule.seed(given.run().seed());
    Set<String> reached;
    try {
      reached = module.reached(some);
    } catch (EngineException e) {
      throw StepTaken.named(e, given.timetable().batchSize());
    }
    if (reached.isEmpty()) {
      Training training = given.subject().training();
      throw Choice.independent(training.loss(), new LinkedHashSet<>(training.trained()));
    }
    return reached;
  }

  /** Returns what is fed for the first two samples, or for as many as the model insists on. */
  private SequencedMap<String, Tensor> firstSamples() {
    return given.feed().of(first(given.data().training(), 2), given.moment(0, false));
  }

  /** Returns so many samples, fewer if there are no more, or as many as the model insists on. */
  private static Batch first(Dataset dataset, int count) {
    long size = dataset.fixedBatch().orElse(Math.min(count, dataset.size()));
    try (Samples samples = dataset.samples()) {
      return samples.read(LongStream.range(0, size).toArray());
    }
  }

  private static Learning.Result learn(
      Assignment given, TrainingModule module, Saving saving, Optional<Checkpoint> latest) {
    try (Learning learning = new Learning(given, module, saving)) {
      latest.ifPresent(learning::goOnFrom);
      try {
        return learning.run();
      } catch (EngineException e) {
        learning.saveIfInterrupted(e);
        throw e;
      }
    }
  }

  /** What the objective added to the model is left behind. */
  private static Model kept(Model model, SequencedMap<String, Tensor> weights) {
    GraphEditor graph = model.graph().edit();
    weights.forEach((name, tensor) -> {
      if (model.graph().initializers().containsKey(name)) {
        graph.initializer(name, tensor);
      }
    });
    return model.withGraph(graph.toGraph());
  }
}
