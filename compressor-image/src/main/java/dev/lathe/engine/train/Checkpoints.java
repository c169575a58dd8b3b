package dev.lathe.engine.train;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a training keeps what it needs to go on after an interruption.
 *
 * @param folder exists or can be made; holds the checkpoints of one training
 * @param fingerprint of all that the training depends on: source, data, recipe so far, seed,
 *     threads
 * @param interval between two checkpoints
 */
public record Checkpoints(Path folder, String fingerprint, Duration interval) {
  public Checkpoints {
    if (fingerprint.isEmpty() || interval.isNegative()) {
      throw new IllegalArgumentException(
          "a fingerprint and an interval from 0 expected, found '%s' and %s"
              .formatted(fingerprint, interval));
    }
  }

  /** Removes what trainings have kept in a folder, and it too if nothing else is there. */
  public static void remove(Path folder) {
    new CheckpointStore(folder, "", true).clear();
  }

  public static Checkpoints in(Path folder, String fingerprint, Duration interval) {
    return new Checkpoints(folder, fingerprint, interval);
  }
}
