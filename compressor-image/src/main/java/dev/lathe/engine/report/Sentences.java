package dev.lathe.engine.report;

import dev.lathe.engine.evaluate.SpeedVerdict;
import dev.lathe.engine.evaluate.gate.GateResult;
import dev.lathe.engine.evaluate.gate.Severity;
import dev.lathe.engine.recipe.RunReport;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a report comes to, in sentences. */
public final class Sentences {
  private Sentences() {}

  /** Returns the verdict of the gates in one sentence. */
  public static String verdict(RunReport report) {
    List<GateResult> required =
        report.gates().stream().filter(gate -> gate.severity() == Severity.REQUIRED).toList();
    List<GateResult> blocking = required.stream().filter(GateResult::blocks).toList();
    return switch (report.verdict()) {
      case UNGATED -> "No gate judged the result: it may be as bad as it likes.";
      case PASSED ->
          required.size() == 1
              ? "The one required gate passed."
              : "All %d required gates passed.".formatted(required.size());
      case FAILED, INCONCLUSIVE ->
          "Nothing was published: %d of %d required gates did not pass (%s)."
              .formatted(
                  blocking.size(),
                  required.size(),
                  blocking.stream()
                      .map(gate -> gate.name() + " " + gate.outcome())
                      .collect(Collectors.joining(", ")));
    };
  }

  /** Returns why a result was not published, in one line with the first gate's reason. */
  public static String rejection(RunReport report) {
    return report.gates().stream()
        .filter(GateResult::blocks)
        .findFirst()
        .map(gate -> verdict(report) + " Gate '%s': %s".formatted(gate.name(), gate.message()))
        .orElse(verdict(report));
  }

  /** Returns how much smaller the result is. */
  public static String size(RunReport report) {
    RunReport.Sizes sizes = report.compression().sizes();
    double factor = sizes.factor();
    return factor >= 1.005
        ? "%s instead of %s: %s smaller"
            .formatted(
                MetricText.bytes(sizes.compressed()),
                MetricText.bytes(sizes.original()),
                MetricText.ratio(factor))
        : "%s instead of %s: no smaller"
            .formatted(MetricText.bytes(sizes.compressed()), MetricText.bytes(sizes.original()));
  }

  /** Returns what became of size and speed. */
  public static String outcome(RunReport report) {
    String speed =
        report
            .timing()
            .map(timing ->
                " On the processor it was judged on, it is %s.".formatted(speed(timing.verdict())))
            .orElse("");
    return size(report) + "." + speed;
  }

  /** Returns a clause as a sentence starts. */
  static String capitalized(String clause) {
    return clause.isEmpty()
        ? clause
        : clause.substring(0, 1).toUpperCase(Locale.ROOT) + clause.substring(1);
  }

  /** Returns what the timed runs say of speed, with the bounds. */
  public static String speed(SpeedVerdict verdict) {
    String range =
        "%s the time, %s to %s"
            .formatted(
                MetricText.ratio(verdict.ratio()),
                MetricText.ratio(verdict.interval().lower()),
                MetricText.ratio(verdict.interval().upper()));
    return switch (verdict.kind()) {
      case SPEED_UP -> "faster (%s)".formatted(range);
      case SLOW_DOWN -> "slower (%s)".formatted(range);
      case NO_SPEED_UP -> "not shown to be faster (%s)".formatted(range);
      case UNDECIDED -> "neither faster nor slower for sure (%s)".formatted(range);
    };
  }
}
