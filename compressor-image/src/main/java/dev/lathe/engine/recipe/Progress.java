package dev.lathe.engine.recipe;

/**
 * Is told how far a run has come, on the thread that runs it: whoever listens must not take long,
 * and must not fail.
 */
@FunctionalInterface
public interface Progress {

  /** Listens to nothing. */
  Progress SILENT = event -> {};

  void report(Event event);

  /** Tells this listener first, then another. */
  default Progress andThen(Progress other) {
    return event -> {
      report(event);
      other.report(event);
    };
  }

  /** Reports; see {@link Event}. */
  default void report(Stage stage, double fraction, String message) {
    report(new Event(stage, fraction, message));
  }

  /**
   * How far a run has come.
   *
   * @param fraction of the stage that is done, in [0, 1]
   * @param message a few words on what is being done; may be empty
   */
  record Event(Stage stage, double fraction, String message) {
    public Event {
      if (!(fraction >= 0 && fraction <= 1)) {
        throw new IllegalArgumentException("a fraction in [0, 1] expected, found " + fraction);
      }
    }

    /** Returns the percentage of the whole run that is done, in [0, 100]. */
    public int percent() {
      return stage.percent(fraction);
    }
  }
}
