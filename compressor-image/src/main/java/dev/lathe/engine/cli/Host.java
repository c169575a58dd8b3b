package dev.lathe.engine.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the command finds around it.
 *
 * @param variables of the environment
 * @param terminal whether and how output is looked at
 */
record Host(PrintStream out, PrintStream err, Map<String, String> variables, Terminal terminal) {

  /** Returns what this process runs in; the launcher says what the terminal is like. */
  static Host current() {
    return new Host(System.out, System.err, System.getenv(), Terminal.current());
  }

  Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
  }

  Optional<Path> path(String name) {
    return variable(name).map(Path::of);
  }

  /**
   * How output is looked at.
   *
   * @param isInteractive whether somebody watches lines being rewritten
   * @param columns its width in characters
   * @param hasColours whether colours may be used
   * @param isUnicode whether characters beyond ASCII can be shown
   */
  record Terminal(boolean isInteractive, int columns, boolean hasColours, boolean isUnicode) {
    private static final int USUAL_COLUMNS = 80;

    static Terminal current() {
      boolean interactive = Boolean.getBoolean("lathe.terminal");
      String dumb = System.getenv().getOrDefault("TERM", "");
      String noColour = System.getenv().getOrDefault("NO_COLOR", "");
      return new Terminal(
          interactive,
          Integer.getInteger("lathe.columns", USUAL_COLUMNS),
          interactive && noColour.isEmpty() && !dumb.equals("dumb"),
          StandardCharsets.UTF_8.name().equals(System.getProperty("stdout.encoding")));
    }

    /** Returns a terminal that is none: a file, a pipe, a pod's log. */
    static Terminal none() {
      return new Terminal(false, USUAL_COLUMNS, false, true);
    }
  }
}
