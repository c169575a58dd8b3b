package dev.lathe.engine.train;

import java.util.Optional;

/**
 * What a training runs under.
 *
 * @param seed of the order of samples and of all else that is drawn
 * @param checkpoints where a training goes on from; without them an interrupted one is lost
 */
public record TrainingRun(
    long seed, Compute compute, Optional<Checkpoints> checkpoints, TrainingListener listener) {

  /** Returns a run on the processor in 32 bits that nobody listens to. */
  public static TrainingRun of(long seed, int threads) {
    return new TrainingRun(
        seed,
        new Compute(threads, Device.CPU, Precision.FLOAT32),
        Optional.empty(),
        TrainingListener.silent());
  }

  public TrainingRun with(Compute other) {
    return new TrainingRun(seed, other, checkpoints, listener);
  }

  public TrainingRun withCheckpoints(Checkpoints other) {
    return new TrainingRun(seed, compute, Optional.of(other), listener);
  }

  public TrainingRun withListener(TrainingListener other) {
    return new TrainingRun(seed, compute, checkpoints, other);
  }
}
