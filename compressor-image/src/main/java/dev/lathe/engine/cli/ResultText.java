package dev.lathe.engine.cli;

import dev.lathe.engine.artifact.Location;
import dev.lathe.engine.evaluate.MetricSummary;
import dev.lathe.engine.evaluate.SpeedVerdict;
import dev.lathe.engine.evaluate.gate.GateResult;
import dev.lathe.engine.evaluate.gate.Outcome;
import dev.lathe.engine.evaluate.gate.Severity;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.recipe.RunReport;
import dev.lathe.engine.recipe.RunResult;
import dev.lathe.engine.report.MetricText;
import dev.lathe.engine.report.Sentences;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Prints how a run ended. */
final class ResultText {
  private static final int LEAST_COLUMNS = 40;
  private static final int GATE_INDENT = 14;

  private final PrintStream out;
  private final Style style;
  private final int columns;

  ResultText(Host host) {
    out = host.out();
    style = new Style(host.terminal().hasColours());
    columns = Math.max(LEAST_COLUMNS, host.terminal().columns());
  }

  /**
   * Prints metrics, gates, speed, and where everything is.
   *
   * @param base folder that {@code file:} URIs are relative to
   */
  void print(RunResult result, Path base) {
    RunReport report = result.report();
    out.println();
    printMetrics(report.evaluation().telling(), report.metrics());
    printGates(report);
    report.timing().ifPresent(timing -> printSpeed(timing.verdict()));
    out.println();
    switch (result) {
      case RunResult.Accepted accepted -> {
        TextTable table =
            new TextTable(2)
                .row(style.faint("Published"), accepted.published().uri())
                .row(style.faint("Digest"), accepted.published().digest().toString());
        if (Location.parse(accepted.published().uri()) instanceof Location.LocalFile(String path)) {
          table.row(
              style.faint("Report"),
              base.resolve(path).normalize().resolve("report.html").toString());
        }
        table.lines().forEach(out::println);
      }
      case RunResult.Rejected rejected -> {
        Wrapping.wrap(Sentences.verdict(report), columns - 1)
            .forEach(line -> out.println(style.bad(line)));
        out.println(style.faint("Report  ") + " " + rejected.folder().resolve("report.html"));
      }
    }
    out.flush();
  }

  /** Prints both models side by side. */
  void printMetrics(List<Metric> telling, List<MetricSummary> metrics) {
    TextTable table =
        new TextTable(1)
            .row(
                "",
                style.faint("original"),
                style.faint("compressed"),
                style.faint("change"),
                style.faint("95% interval"));
    metrics.stream()
        .filter(summary -> telling.contains(summary.metric()))
        .forEach(summary -> table.row(row(summary)));
    table.lines().forEach(out::println);
  }

  private String[] row(MetricSummary summary) {
    Metric metric = summary.metric();
    boolean compared = MetricText.hasBaseline(metric);
    return new String[] {
      style.bold(MetricText.name(metric)),
      compared ? MetricText.value(metric, summary.range().original()) : "",
      MetricText.value(metric, summary.range().candidate()),
      MetricText.change(summary).orElse(""),
      style.faint(
          (compared ? MetricText.changeInterval(summary) : MetricText.interval(summary)).orElse(""))
    };
  }

  private void printGates(RunReport report) {
    if (report.gates().isEmpty()) {
      return;
    }
    out.println();
    for (GateResult gate : report.gates()) {
      String advisory = gate.severity() == Severity.ADVISORY ? ", advisory" : "";
      out.println(
          "%s  %s  %s"
              .formatted(
                  mark(gate),
                  style.bold(gate.name()),
                  gate.metric() + " " + gate.threshold() + advisory));
      Wrapping.wrap(gate.message(), columns - GATE_INDENT - 1)
          .forEach(line -> out.println(" ".repeat(GATE_INDENT) + style.faint(line)));
    }
  }

  private String mark(GateResult gate) {
    return switch (gate.outcome()) {
      case PASSED -> style.good(Outcome.PASSED.manifestName()) + "      ";
      case FAILED -> style.bad(Outcome.FAILED.manifestName()) + "      ";
      case INCONCLUSIVE -> style.doubtful(Outcome.INCONCLUSIVE.manifestName());
    };
  }

  /** Prints what the timed runs say, and why. */
  void printSpeed(SpeedVerdict verdict) {
    out.println();
    String text = Sentences.speed(verdict);
    String coloured =
        switch (verdict.kind()) {
          case SPEED_UP -> style.good(text);
          case SLOW_DOWN -> style.bad(text);
          case NO_SPEED_UP, UNDECIDED -> style.doubtful(text);
        };
    out.println(style.bold("Speed") + "  " + coloured);
    verdict.reasons().forEach(reason -> wrapped("  - ", reason, 4));
  }

  private void wrapped(String label, String text, int indent) {
    List<String> lines = Wrapping.wrap(text, Math.max(20, columns - Math.max(indent, 1) - 1));
    out.println(label + lines.getFirst());
    lines.stream().skip(1).forEach(line -> out.println(" ".repeat(indent) + line));
  }
}
