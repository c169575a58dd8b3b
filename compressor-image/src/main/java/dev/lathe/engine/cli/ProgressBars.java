package dev.lathe.engine.cli;

import dev.lathe.engine.cli.Host.Terminal;
import dev.lathe.engine.recipe.Progress;
import dev.lathe.engine.train.TrainingProgress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * One line a stage on a terminal: a bar while it is worked on, then how long it took. Lines are
 * rewritten when there is something else to say, and at most ten times a second for the bar alone.
 */
final class ProgressBars implements ProgressView {
  private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
  private static final int NAME_COLUMNS = 11;
  private static final int LEAST_BAR = 10;
  private static final int WIDEST_BAR = 40;

  /** Columns that the numbers of a training take at most, nearly always. */
  private static final int WIDEST_NUMBERS = 84;

  private final PrintStream out;
  private final Terminal terminal;
  private final Style style;
  private final LongSupplier nanos;
  private final StageClock clock;
  private long drawnNanos;
  private String message = "";
  private boolean lineOpen;

  ProgressBars(PrintStream out, Terminal terminal, LongSupplier nanos) {
    this.out = out;
    this.terminal = terminal;
    this.style = new Style(terminal.hasColours());
    this.nanos = nanos;
    this.clock = new StageClock(nanos);
  }

  @Override
  public void report(Progress.Event event) {
    boolean isNew = clock.isNew(event);
    if (isNew) {
      finishStage(true);
    }
    clock.see(event);
    boolean isDue = nanos.getAsLong() - drawnNanos >= REDRAW_NANOS;
    if (isNew || isDue || !event.message().equals(message)) {
      message = event.message();
      draw(event);
    }
  }

  private void draw(Progress.Event event) {
    drawnNanos = nanos.getAsLong();
    String name = Style.fit(event.stage().reportName(), NAME_COLUMNS);
    if (event.training().isPresent()) {
      drawTraining(name, event, event.training().get());
      return;
    }
    String percent = String.format(Locale.ROOT, "%3.0f%%", 100 * event.fraction());
    String left =
        clock.remaining(event.fraction()).map(rest -> Durations.text(rest) + " left").orElse("");
    int bar = Math.clamp((terminal.columns() - NAME_COLUMNS) / 3, LEAST_BAR, WIDEST_BAR);
    String line =
        style.accent(mark("▸", ">") + " ")
            + style.bold(name)
            + bar(event.fraction(), bar)
            + " "
            + percent
            + "  "
            + Style.fit(left, left.isEmpty() ? 0 : 11);
    int rest = terminal.columns() - Style.width(line) - 1;
    rewrite(line + style.faint(Style.fit(event.message(), Math.max(0, rest)).stripTrailing()));
    lineOpen = true;
  }

  /** A narrow bar leaves room for the numbers; a message stands for them as long as it is new. */
  private void drawTraining(String name, Progress.Event event, TrainingProgress training) {
    int bar = Math.clamp((terminal.columns() - WIDEST_NUMBERS - NAME_COLUMNS) / 2, 0, WIDEST_BAR);
    String line =
        style.accent(mark("▸", ">") + " ")
            + style.bold(name)
            + (bar < LEAST_BAR ? "" : bar(event.fraction(), bar) + "  ");
    int rest = terminal.columns() - Style.width(line) - 1;
    String numbers = TrainingLine.of(training, rest);
    String message = event.message().isEmpty() ? "" : "  " + event.message();
    rewrite(line + Style.fit(numbers + message, Math.max(0, rest)).stripTrailing());
    lineOpen = true;
  }

  private String bar(double fraction, int columns) {
    int halves = (int) Math.round(2 * columns * fraction);
    String full = mark("━", "#").repeat(halves / 2);
    String half = halves % 2 == 1 ? mark("╸", "#") : "";
    int rest = columns - full.length() - half.length();
    return style.accent(full + half)
        + style.faint(mark(terminal.hasColours() ? "━" : "─", ".").repeat(rest));
  }

  private void finishStage(boolean succeeded) {
    if (clock.stage().isEmpty() || !lineOpen) {
      return;
    }
    String name = Style.fit(clock.stage().get().reportName(), NAME_COLUMNS);
    String sign = succeeded ? style.good(mark("✓", "+")) : style.bad(mark("✗", "x"));
    rewrite(sign + " " + name + style.faint(Durations.text(clock.elapsed())));
    out.println();
    lineOpen = false;
  }

  @Override
  public void end(boolean succeeded) {
    finishStage(succeeded);
    out.flush();
  }

  private void rewrite(String line) {
    out.print("\r\033[K" + line);
    out.flush();
  }

  private String mark(String unicode, String ascii) {
    return terminal.isUnicode() ? unicode : ascii;
  }
}
