package dev.lathe.engine.cli;

/** Tells the user of a failure. */
final class Failures {
  private Failures() {}

  /**
   * Prints why a command failed and returns its exit code.
   *
   * @param verbose whether to print where in the engine it failed
   */
  static int tell(Throwable failure, Host host, boolean verbose) {
    Ending ending = Ending.of(failure);
    Style style = new Style(host.terminal().hasColours());
    host.err()
        .println(style.bad(style.bold(ending.reason().conditionReason())) + " " + ending.message());
    if (verbose) {
      failure.printStackTrace(host.err());
    }
    host.err().flush();
    return ending.reason().exitCode();
  }
}
