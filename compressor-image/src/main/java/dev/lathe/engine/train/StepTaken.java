package dev.lathe.engine.train;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.execute.TrainingModule;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.wording.Count;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What a step gave.
 *
 * @param loss mean over its samples; if it is not finite, the weights have not moved
 * @param lastInputs what was fed last
 */
record StepTaken(
    double loss, double gradientNorm, long samples, SequencedMap<String, Tensor> lastInputs) {

  /**
   * Takes a step. The gradients of its batches are weighted by their samples, so that they are
   * those of one large batch.
   *
   * @throws EngineException OUT_OF_MEMORY naming the field if a batch is too large
   */
  static StepTaken by(
      TrainingModule module, Assignment given, long step, List<Batch> batches, double rate) {
    try {
      Moment moment = given.moment(step, false);
      if (given.config().length().accumulate() == 1) {
        SequencedMap<String, Tensor> inputs = given.feed().of(batches.getFirst(), moment);
        TrainingModule.Step taken = module.step(inputs, rate);
        return new StepTaken(taken.loss(), taken.gradientNorm(), batches.getFirst().size(), inputs);
      }
      return accumulated(module, given.feed(), moment, batches, rate);
    } catch (EngineException e) {
      throw named(e, batches.getFirst().size());
    }
  }

  private static StepTaken accumulated(
      TrainingModule module, Feed feed, Moment moment, List<Batch> batches, double rate) {
    long samples = batches.stream().mapToLong(Batch::size).sum();
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    double loss = 0;
    for (Batch batch : batches) {
      double share = (double) batch.size() / samples;
      inputs = feed.of(batch, moment);
      loss += share * module.accumulate(inputs, share).loss();
      if (!Double.isFinite(loss)) {
        return new StepTaken(loss, 0, samples, inputs);
      }
    }
    return new StepTaken(loss, module.apply(rate).gradientNorm(), samples, inputs);
  }

  /** Returns an error of memory with the field that helps, any other as it is. */
  static EngineException named(EngineException cause, long samples) {
    return cause.reason() != Reason.OUT_OF_MEMORY
        ? cause
        : new EngineException(
            cause.reason(),
            ("training.batchSize: a batch of %s is too large: %s; fewer of them with"
                    + " accumulate are the same step")
                .formatted(Count.of(samples, "sample"), cause.getMessage()),
            cause);
  }
}
