package dev.lathe.engine.report;

import dev.lathe.engine.evaluate.Evaluation;
import dev.lathe.engine.evaluate.LatencyComparison;
import dev.lathe.engine.evaluate.SpeedVerdict;
import dev.lathe.engine.evaluate.statistic.Quantile;
import dev.lathe.engine.recipe.RunReport;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** Whether the result is any faster, and how the times of single runs are distributed. */
final class LatencyHtml {
  private static final int BINS = 120;
  private static final int HEIGHT = 54;

  /** Lines above a histogram: the model's name, p50, p99. */
  private static final int HEAD = 48;

  private static final int ROW = HEAD + HEIGHT + 6;

  /** Runs far beyond the usual time would squeeze all others into a corner. */
  private static final double LONGEST_IN_MEDIANS = 4;

  private LatencyHtml() {}

  static String of(RunReport report) {
    return report.timing().map(LatencyHtml::section).orElse("");
  }

  private static String section(Evaluation.Timing timing) {
    LatencyComparison runs = timing.runs();
    SpeedVerdict verdict = timing.verdict();
    return """
    <section><h2>Speed</h2>
    <p class="lead">The compressed model is <strong class="%s-ink">%s</strong>. Both models took turns in one process, \
    %,d runs each, %s.</p>
    %s
    %s
    </section>\
    """
        .formatted(
            tone(verdict),
            Html.escape(Sentences.speed(verdict)),
            runs.originalMillis().size(),
            runs.settings().batchSize() == 1
                ? "one sample at a time"
                : "%d samples at a time".formatted(runs.settings().batchSize()),
            reasons(verdict),
            plot(runs));
  }

  private static String tone(SpeedVerdict verdict) {
    return switch (verdict.kind()) {
      case SPEED_UP -> "good";
      case SLOW_DOWN -> "bad";
      case NO_SPEED_UP, UNDECIDED -> "doubt";
    };
  }

  private static String reasons(SpeedVerdict verdict) {
    if (verdict.reasons().isEmpty()) {
      return "";
    }
    return "<ul class=\"plain\">\n"
        + Html.joined(
            verdict.reasons().stream()
                .map(reason -> "<li>" + Html.escape(Sentences.capitalized(reason)) + "</li>"))
        + "\n</ul>";
  }

  private static String plot(LatencyComparison runs) {
    double[] original = array(runs.originalMillis());
    double[] compressed = array(runs.candidateMillis());
    double medians = Math.max(Quantile.of(original, 0.5), Quantile.of(compressed, 0.5));
    double tails = Math.max(Quantile.of(original, 0.99), Quantile.of(compressed, 0.99));
    Scale scale = new Scale(0, Math.min(1.08 * tails, LONGEST_IN_MEDIANS * medians));
    StringBuilder grid = new StringBuilder();
    int bottom = 2 * ROW;
    for (BigDecimal tick : scale.ticks(8)) {
      double x = scale.at(tick.doubleValue());
      grid.append(
          "<line class=\"grid\" x1=\"%1$s\" x2=\"%1$s\" y1=\"0\" y2=\"%2$d\"/>"
              .formatted(Html.percent(x), bottom));
      grid.append(
          "<text class=\"quiet\" x=\"%s\" y=\"%d\" text-anchor=\"%s\">%s</text>\n"
              .formatted(
                  Html.percent(x),
                  bottom + 16,
                  x > 0.97 ? "end" : x < 0.03 ? "start" : "middle",
                  tick.signum() == 0 ? "0 ms" : tick.toPlainString()));
    }
    return """
    <h3>Time of a run</h3>
    <svg width="100%%" height="%d" role="img" aria-label="Distribution of run times, original and compressed">
    %s%s%s</svg>\
    """
        .formatted(
            bottom + 22,
            grid,
            row("Original", "original", original, scale, 0),
            row("Compressed", "accent", compressed, scale, ROW));
  }

  private static String row(String name, String tone, double[] millis, Scale scale, int top) {
    double median = Quantile.of(millis, 0.5);
    double tail = Quantile.of(millis, 0.99);
    int base = top + HEAD + HEIGHT;
    String tailMark =
        scale.contains(tail)
            ? mark("p99 " + MetricText.millis(tail), "mark tail", scale.at(tail), top + 32, base)
            : "<text class=\"quiet\" x=\"100%%\" y=\"%d\" text-anchor=\"end\">p99 %s →</text>"
                .formatted(top + 44, Html.escape(MetricText.millis(tail)));
    return """
    <text class="bold" x="0" y="%d">%s</text>
    <svg x="0" y="%d" width="100%%" height="%d" viewBox="0 0 1000 100" preserveAspectRatio="none"><path class="%s" d="%s"/></svg>
    <line class="base" x1="0" x2="100%%" y1="%d" y2="%d"/>
    %s%s
    """
        .formatted(
            top + 14,
            name,
            top + HEAD,
            HEIGHT,
            tone,
            outline(millis, scale),
            base,
            base,
            mark("p50 " + MetricText.millis(median), "mark", scale.at(median), top + 18, base),
            tailMark);
  }

  /** A line with its label on the side where there is room. */
  private static String mark(String label, String style, double x, int top, int base) {
    boolean left = x > 0.75;
    return """
    <line class="%s" x1="%s" x2="%s" y1="%d" y2="%d"/><text x="%s" dx="%d" y="%d" text-anchor="%s">%s</text>\
    """
        .formatted(
            style,
            Html.percent(x),
            Html.percent(x),
            top,
            base,
            Html.percent(x),
            left ? -5 : 5,
            top + 12,
            left ? "end" : "start",
            Html.escape(label));
  }

  /** The histogram as the outline of an area, 1000 wide and 100 high. */
  private static String outline(double[] millis, Scale scale) {
    int[] counts = new int[BINS];
    int most = 1;
    for (double value : millis) {
      if (scale.contains(value)) {
        int bin = Math.min(BINS - 1, (int) (BINS * scale.at(value)));
        most = Math.max(most, ++counts[bin]);
      }
    }
    StringBuilder path = new StringBuilder("M0 100");
    for (int bin = 0; bin < BINS; bin++) {
      double height = 100.0 - 100.0 * counts[bin] / most;
      path.append(
          String.format(
              Locale.ROOT,
              "L%.1f %.1fL%.1f %.1f",
              1000.0 * bin / BINS,
              height,
              1000.0 * (bin + 1) / BINS,
              height));
    }
    return path.append("L1000 100Z").toString();
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
