package dev.lathe.engine.train;

import java.util.Optional;

/**
 * What a training runs under.
 *
 * @param seed of the order of samples and of all else that is drawn
 * @param threads of PyTorch; the result depends on them
 * @param checkpoints where a training goes on from; without them an interrupted one is lost
 */
public record TrainingRun(
    long seed,
    int threads,
    Device device,
    Optional<Checkpoints> checkpoints,
    TrainingListener listener) {
  public TrainingRun {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: at least 1 expected, found " + threads);
    }
  }

  /** Returns a run on the processor that nobody listens to. */
  public static TrainingRun of(long seed, int threads) {
    return new TrainingRun(seed, threads, Device.CPU, Optional.empty(), TrainingListener.silent());
  }

  public TrainingRun withCheckpoints(Checkpoints other) {
    return new TrainingRun(seed, threads, device, Optional.of(other), listener);
  }

  public TrainingRun withListener(TrainingListener other) {
    return new TrainingRun(seed, threads, device, checkpoints, other);
  }
}
