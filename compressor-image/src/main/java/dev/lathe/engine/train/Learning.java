package dev.lathe.engine.train;

import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.execute.TrainingModule;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/** The steps of one training, and what is done between them. */
final class Learning implements AutoCloseable {
  private static final int MOST_HALVINGS = 2;

  private final Assignment given;
  private final TrainingModule module;
  private final Timetable timetable;
  private final Saving saving;
  private final Logbook log;
  private final Shuffled shuffled;
  private final Pace pace = new Pace();
  private boolean isInterrupted;

  Learning(Assignment given, TrainingModule module, Saving saving) {
    this.given = given;
    this.module = module;
    this.saving = saving;
    timetable = given.timetable();
    Subject subject = given.subject();
    log = new Logbook(given.config().selection(), subject.measures(), subject.notes());
    shuffled = new Shuffled(given);
  }

  /** What a training ends with. */
  record Result(SequencedMap<String, Tensor> weights, History history) {}

  /** Goes on from a checkpoint. */
  void goOnFrom(Checkpoint checkpoint) {
    module.restore(checkpoint.state()::forEach);
    log.goBackTo(checkpoint.standing());
  }

  /** Takes all steps that are left. */
  Result run() {
    pace.resume();
    while (true) {
      if (timetable.validatesAfter(log.step()) && !log.isValidated()) {
        given.data().validation().ifPresent(this::validate);
      }
      if (log.step() < timetable.steps() && !log.isStopped()) {
        step();
        continue;
      }
      SequencedMap<String, Tensor> weights = result();
      Optional<String> spoilt = FirstNonFinite.among(weights, "initializer");
      if (spoilt.isEmpty()) {
        saving.finish(log, weights);
        return new Result(weights, log.history());
      }
      turnBack("the last step left " + spoilt.get(), new LinkedHashMap<>());
    }
  }

  private SequencedMap<String, Tensor> result() {
    return log.best()
        .filter(best -> given.config().selection().keepsBest())
        .map(Best::weights)
        .orElseGet(() -> given.weights(module));
  }

  private void validate(Dataset data) {
    Subject subject = given.subject();
    Validation validation =
        new Validation(module, given.feed(), subject.training().loss(), subject.measures());
    Moment moment = given.moment(log.step(), true);
    Validation.Result result =
        given.averaged(
            module, () -> validation.of(data, timetable.batchSize(), moment, this::listen));
    if (Double.isFinite(result.loss())) {
      log.validated(result, moment.epoch() + 1, taker -> given.forEachOfWeights(module, taker));
    } else {
      turnBack("the loss of validation is " + result.loss(), new LinkedHashMap<>());
    }
    pace.resume();
  }

  private void step() {
    long step = log.step();
    if (timetable.turnsAfter(step) && saving.isTurnDue(step)) {
      Optional<String> spoilt = FirstNonFinite.among(module);
      if (spoilt.isPresent()) {
        turnBack("the step left " + spoilt.get(), new LinkedHashMap<>());
        return;
      }
      saving.turn(log, module);
      pace.resume();
    }
    TrainingModule.seed(Seeds.of(given.run().seed(), step));
    double rate = given.rate(step, log.halvings());
    StepTaken taken = StepTaken.by(module, given, step, shuffled.batches(step), rate);
    Optional<String> diverged = Divergence.of(taken.loss(), log.firstLoss(taken.loss()));
    if (diverged.isPresent()) {
      turnBack(diverged.get(), taken.lastInputs());
      return;
    }
    int epoch = timetable.epochOf(step) + 1;
    log.took(new History.Point(step + 1, epoch, taken.loss(), rate, taken.gradientNorm()));
    pace.took(taken.samples());
    listen();
    if (log.step() < timetable.steps() && saving.isDue()) {
      saving.save(log, module);
      pace.resume();
    }
  }

  /** An interruption that comes from the listener finds the training between two steps. */
  private void listen() {
    try {
      given.run().listener().progress(pace.progress(log.last(), timetable));
    } catch (EngineException e) {
      isInterrupted = e.reason() == Reason.INTERRUPTED;
      throw e;
    }
  }

  /** Writes what an interrupted training goes on from. */
  void saveIfInterrupted(EngineException cause) {
    if (isInterrupted) {
      saving.saveBefore(cause, log, module);
    }
  }

  /**
   * Goes back to the latest turning point with the learning rate halved.
   *
   * @param inputs of the batch that it was seen by
   * @throws EngineException INVALID_DATA if the batch is not finite; INVALID_MANIFEST if the rate
   *     has been halved often enough
   */
  private void turnBack(String how, SequencedMap<String, Tensor> inputs) {
    long step = log.step() + 1;
    Optional<String> input = FirstNonFinite.among(inputs, "input");
    if (input.isPresent()) {
      throw new EngineException(
          Reason.INVALID_DATA,
          "spec.data.training: step %d takes samples that are not finite: %s"
              .formatted(step, input.get()));
    }
    if (log.halvings() == MOST_HALVINGS) {
      throw divergence(step, how, inputs);
    }
    Optional<Checkpoint> turn = saving.latestTurn();
    turn.ifPresentOrElse(checkpoint -> module.restore(checkpoint.state()::forEach), module::reset);
    long back = turn.map(checkpoint -> checkpoint.standing().step()).orElse(0L);
    String note =
        "step %d: %s; went back to step %d with the learning rate halved"
            .formatted(step, how, back);
    log.turnBackTo(turn.map(Checkpoint::standing), note);
    saving.forgetAfter(back);
    pace.resume();
  }

  private EngineException divergence(long step, String how, SequencedMap<String, Tensor> inputs) {
    Optional<String> first =
        inputs.isEmpty()
            ? Optional.empty()
            : FirstNonFinite.of(given.subject().model(), module.weights(), inputs);
    return new EngineException(
        Reason.INVALID_MANIFEST,
        "training.optimizer.learningRate: %s is too much, and so are a half and a quarter of it: at step %d %s%s"
            .formatted(
                given.config().optimizer().learningRate(),
                step,
                how,
                first.map(it -> "; what is not finite first is " + it).orElse("")));
  }

  @Override
  public void close() {
    shuffled.close();
  }
}
