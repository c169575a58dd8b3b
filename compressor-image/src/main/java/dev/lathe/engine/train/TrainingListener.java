package dev.lathe.engine.train;

/** Is told how a training goes. */
@FunctionalInterface
public interface TrainingListener {

  /**
   * Is called after every step, on the thread that trains. An {@link
   * dev.lathe.engine.failure.EngineException} of reason INTERRUPTED thrown from here ends the
   * training, after a checkpoint was written.
   */
  void progress(TrainingProgress progress);

  static TrainingListener silent() {
    return progress -> {};
  }
}
