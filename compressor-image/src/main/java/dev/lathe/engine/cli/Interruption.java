package dev.lathe.engine.cli;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.recipe.Progress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a run when the process is told to stop. The run stops at its next step, so that it leaves
 * nothing half-done; if that takes too long the process ends anyway, and nothing is published.
 */
final class Interruption implements Progress {
  static final String MESSAGE = "told to stop: the run ended before it was done";

  private final Duration patience;
  private final Runnable lastWords;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean asked;
  private volatile int exitCode = Reason.INTERRUPTED.exitCode();

  /**
   * @param patience how long the run has to stop by itself
   * @param lastWords what is done if it does not
   */
  Interruption(Duration patience, Runnable lastWords) {
    this.patience = patience;
    this.lastWords = lastWords;
  }

  /** Listens for SIGTERM and its like from now on. */
  void listen() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "interruption"));
  }

  private void stop() {
    if (over.getCount() == 0) {
      return; // the process ends by itself
    }
    asked = true;
    try {
      if (!over.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        lastWords.run();
      }
    } catch (InterruptedException e) {
      lastWords.run();
    }
    Runtime.getRuntime().halt(exitCode);
  }

  /** Lets the run go on unless it was told to stop. */
  @Override
  public void report(Event event) {
    if (asked) {
      throw new EngineException(Reason.INTERRUPTED, MESSAGE);
    }
  }

  /** Says that the run is over, with this exit code. */
  void runIsOver(int code) {
    exitCode = code;
    over.countDown();
  }
}
