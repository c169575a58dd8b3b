package dev.lathe.engine.report;

import dev.lathe.engine.evaluate.MetricSummary;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.recipe.RunReport;
import dev.lathe.engine.recipe.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A report for people: one page that needs no script, no network and nothing beside it, on screens
 * of any width, light or dark, and on paper.
 */
final class ReportHtml {
  private ReportHtml() {}

  static String of(RunReport report) {
    List<MetricSummary> summaries = report.metrics();
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <title>%s: %s</title>
    <style>
    %s</style>
    </head>
    <body>
    <main>
    %s
    %s
    %s
    %s
    %s
    %s
    %s
    %s
    <footer>Made by Lathe %s. The same numbers for programs: report.json.</footer>
    </main>
    </body>
    </html>
    """
        .formatted(
            Html.escape(title(report)),
            report.verdict().reportName(),
            css(),
            header(report, summaries),
            GatesHtml.of(report.gates()),
            MetricsHtml.of(report, summaries),
            LatencyHtml.of(report),
            TrainingHtml.of(report),
            LayersHtml.of(report.compression()),
            GraphsHtml.of(report),
            ProvenanceHtml.of(report),
            Html.escape(report.provenance().making().engine()));
  }

  private static String title(RunReport report) {
    return report.job().name().isEmpty() ? "Compression" : report.job().name();
  }

  private static String css() {
    try (InputStream in = ReportHtml.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("the engine's jar lacks its report.css");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the engine's report.css cannot be read", e);
    }
  }

  private static String header(RunReport report, List<MetricSummary> summaries) {
    return """
    <header>
    <p class="eyebrow">Compression report</p>
    <h1>%s</h1>
    <p class="verdict %s"><strong>%s</strong> <span>%s</span></p>
    <p class="lead">%s</p>
    <dl class="tiles">
    %s
    </dl>
    </header>
    """
        .formatted(
            Html.escape(title(report)),
            tone(report.verdict()),
            report.verdict().reportName(),
            Html.escape(Sentences.verdict(report)),
            Html.escape(Sentences.outcome(report)),
            tiles(report, summaries));
  }

  private static String tone(Verdict verdict) {
    return switch (verdict) {
      case PASSED -> "good";
      case FAILED -> "bad";
      case INCONCLUSIVE, UNGATED -> "doubt";
    };
  }

  /** The size, the two most telling metrics of quality, and the median latency. */
  private static String tiles(RunReport report, List<MetricSummary> summaries) {
    List<Metric> telling = report.evaluation().telling();
    List<Metric> quality =
        telling.stream()
            .filter(metric -> metric.kind() == Metric.Kind.QUALITY && metric != Metric.F1)
            .limit(2)
            .toList();
    List<Metric> shown = new ArrayList<>(List.of(Metric.SIZE_BYTES));
    shown.addAll(quality);
    shown.add(Metric.LATENCY_P50);
    return Html.joined(
        summaries.stream()
            .filter(summary -> shown.contains(summary.metric()))
            .sorted(Comparator.comparing(summary -> shown.indexOf(summary.metric())))
            .map(ReportHtml::tile));
  }

  private static String tile(MetricSummary summary) {
    Metric metric = summary.metric();
    String context =
        MetricText.change(summary)
            .map(change ->
                switch (metric.kind()) {
                  case COST ->
                      "%s of %s"
                          .formatted(change, MetricText.value(metric, summary.range().original()));
                  case QUALITY, FIDELITY, ERROR ->
                      "%s from %s"
                          .formatted(change, MetricText.value(metric, summary.range().original()));
                })
            .orElse("with the original");
    String interval =
        MetricText.changeInterval(summary)
            .or(() -> MetricText.interval(summary))
            .map(range -> "<br/>95%: " + Html.escape(range))
            .orElse("");
    return """
    <div><dt>%s</dt><dd class="figure">%s</dd><dd class="small">%s%s</dd></div>\
    """
        .formatted(
            MetricText.name(metric),
            Html.escape(MetricText.value(metric, summary.range().candidate())),
            Html.escape(context),
            interval);
  }
}
