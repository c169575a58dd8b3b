package dev.lathe.engine.cli;

import dev.lathe.engine.recipe.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Plain lines, for logs: one when a stage starts, one when it ends, and one every ten seconds
 * between.
 */
final class ProgressLines implements ProgressView {
  private static final long EVERY_NANOS = Duration.ofSeconds(10).toNanos();

  private final PrintStream out;
  private final LongSupplier nanos;
  private final StageClock clock;
  private long toldNanos;

  ProgressLines(PrintStream out, LongSupplier nanos) {
    this.out = out;
    this.nanos = nanos;
    this.clock = new StageClock(nanos);
  }

  @Override
  public void report(Progress.Event event) {
    if (clock.isNew(event)) {
      finishStage("done");
      clock.see(event);
      tell(event.stage().reportName(), event.message());
    } else if (nanos.getAsLong() - toldNanos >= EVERY_NANOS) {
      String left =
          clock
              .remaining(event.fraction())
              .map(rest -> ", about %s left".formatted(Durations.text(rest)))
              .orElse("");
      tell(
          event.stage().reportName(),
          event
              .training()
              .map(training -> TrainingLine.of(training, Integer.MAX_VALUE))
              .orElseGet(
                  () -> String.format(Locale.ROOT, "%.0f%%%s", 100 * event.fraction(), left)));
    }
  }

  private void finishStage(String how) {
    clock
        .stage()
        .ifPresent(stage ->
            tell(
                stage.reportName(), "%s after %s".formatted(how, Durations.text(clock.elapsed()))));
  }

  @Override
  public void end(boolean succeeded) {
    finishStage(succeeded ? "done" : "ended");
    out.flush();
  }

  private void tell(String stage, String what) {
    toldNanos = nanos.getAsLong();
    out.println(what.isEmpty() ? stage : stage + ": " + what);
    out.flush();
  }
}
