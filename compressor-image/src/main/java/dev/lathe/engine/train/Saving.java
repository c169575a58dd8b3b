package dev.lathe.engine.train;

import dev.lathe.engine.execute.TrainingModule;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * When a training is saved, and where. Without a folder of its own it keeps its turning points in
 * one that is gone with it.
 */
final class Saving implements AutoCloseable {
  private final CheckpointStore store;
  private final Optional<Duration> interval;
  private long savedAtNanos = System.nanoTime();
  private long lastTurn;

  private Saving(CheckpointStore store, Optional<Duration> interval) {
    this.store = store;
    this.interval = interval;
  }

  /**
   * Opens what a run names.
   *
   * @param fingerprint of the training itself, beside that of what it is part of
   */
  static Saving of(TrainingRun run, String fingerprint) {
    if (run.checkpoints().isPresent()) {
      Checkpoints given = run.checkpoints().get();
      String whole = Sha256.of(given.fingerprint() + "\n" + fingerprint);
      return new Saving(
          new CheckpointStore(given.folder(), whole, true), Optional.of(given.interval()));
    }
    try {
      Path folder = Files.createTempDirectory("lathe-training");
      return new Saving(new CheckpointStore(folder, fingerprint, false), Optional.empty());
    } catch (IOException e) {
      throw new EngineException(
          Reason.DISK_FULL,
          "java.io.tmpdir=%s takes no folder: %s"
              .formatted(System.getProperty("java.io.tmpdir"), e.getMessage()),
          e);
    }
  }

  /** Returns the latest checkpoint; empty where there is none. */
  Optional<Checkpoint> latest() {
    return interval.isPresent() ? store.latest() : Optional.empty();
  }

  Optional<Checkpoint> latestTurn() {
    return store.latestTurn();
  }

  /** Returns what a finished training left. */
  static SequencedMap<String, Tensor> result(Checkpoint finished) {
    SequencedMap<String, Tensor> weights = new LinkedHashMap<>();
    finished.state().forEach((name, tensor) -> weights.put(name, tensor.copy()));
    return weights;
  }

  /** Whether the interval has passed. */
  boolean isDue() {
    return interval.filter(some -> System.nanoTime() - savedAtNanos >= some.toNanos()).isPresent();
  }

  boolean isTurnDue(long step) {
    return lastTurn != step;
  }

  void save(Logbook log, TrainingModule module) {
    write(log, module, false);
  }

  void turn(Logbook log, TrainingModule module) {
    write(log, module, true);
    lastTurn = log.step();
  }

  private void write(Logbook log, TrainingModule module, boolean isTurn) {
    store.write(new Checkpoint(log.standing(false), module::forEachOfState), isTurn);
    savedAtNanos = System.nanoTime();
  }

  /** Saves what an interruption would lose; it is told of even if that fails. */
  void saveBefore(EngineException interruption, Logbook log, TrainingModule module) {
    if (interval.isPresent()) {
      try {
        save(log, module);
      } catch (EngineException e) {
        interruption.addSuppressed(e);
      }
    }
  }

  /** Leaves the result, so that a job that goes on behind this training need not repeat it. */
  void finish(Logbook log, SequencedMap<String, Tensor> weights) {
    if (interval.isPresent()) {
      store.write(new Checkpoint(log.standing(true), Checkpoint.State.of(weights)), false);
    }
  }

  void forgetAfter(long step) {
    store.forgetAfter(step);
    lastTurn = step;
  }

  @Override
  public void close() {
    if (interval.isEmpty()) {
      store.clear();
    }
  }
}
