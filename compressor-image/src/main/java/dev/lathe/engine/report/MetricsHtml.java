package dev.lathe.engine.report;

import dev.lathe.engine.evaluate.Confusion;
import dev.lathe.engine.evaluate.Evaluation;
import dev.lathe.engine.evaluate.MetricSummary;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.recipe.RunReport;
import dev.lathe.engine.wording.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Both models, metric by metric. */
final class MetricsHtml {
  private MetricsHtml() {}

  static String of(RunReport report, List<MetricSummary> summaries) {
    String basis =
        report
            .evaluation()
            .outputs()
            .map(outputs ->
                "Both models ran on the same %,d %s; output <code>%s</code> was compared."
                    .formatted(
                        outputs.samples(),
                        Count.form(outputs.samples(), "sample", "samples"),
                        Html.escape(outputs.name())))
            .orElse(
                "The manifest names no evaluation data, so only the files were compared: nothing"
                    + " here says whether the result still works.");
    List<Metric> telling = report.evaluation().telling();
    List<MetricSummary> shown =
        summaries.stream().filter(summary -> telling.contains(summary.metric())).toList();
    List<MetricSummary> more =
        summaries.stream().filter(summary -> !telling.contains(summary.metric())).toList();
    return """
    <section><h2>Original and compressed</h2>
    <p class="lead">%s</p>
    %s
    <details><summary>More metrics, and how intervals were found</summary>
    %s
    %s</details>
    %s
    </section>\
    """
        .formatted(
            basis,
            table(shown),
            more.isEmpty() ? "" : table(more),
            methods(summaries),
            report
                .evaluation()
                .outputs()
                .flatMap(Evaluation.Outputs::confusions)
                .map(MetricsHtml::confusions)
                .orElse(""));
  }

  private static String table(List<MetricSummary> summaries) {
    return """
    <table class="metrics">
    <thead><tr><th scope="col">Metric</th><th scope="col" class="num">Original</th><th scope="col" class="num">Compressed</th>\
    <th scope="col" class="num">Change</th><th scope="col" class="num">95%% interval</th></tr></thead>
    <tbody>
    %s
    </tbody></table>\
    """
        .formatted(Html.joined(summaries.stream().map(MetricsHtml::row)));
  }

  private static String row(MetricSummary summary) {
    Metric metric = summary.metric();
    boolean compared = MetricText.hasBaseline(metric);
    return """
    <tr><th scope="row">%s</th><td class="num">%s</td><td class="num">%s</td><td class="num">%s</td>\
    <td class="num muted">%s</td></tr>\
    """
        .formatted(
            MetricText.name(metric),
            compared ? Html.escape(MetricText.value(metric, summary.range().original())) : "",
            Html.escape(MetricText.value(metric, summary.range().candidate())),
            Html.escape(MetricText.change(summary).orElse("")),
            Html.escape(
                (compared ? MetricText.changeInterval(summary) : MetricText.interval(summary))
                    .orElse("")));
  }

  /** How intervals were made, each method once with the metrics it serves. */
  private static String methods(List<MetricSummary> summaries) {
    List<String> methods =
        summaries.stream().map(summary -> summary.basis().method()).distinct().toList();
    String items =
        Html.joined(
            methods.stream()
                .map(method ->
                    "<li>%s: %s</li>"
                        .formatted(
                            summaries.stream()
                                .filter(one -> one.basis().method().equals(method))
                                .map(one -> MetricText.name(one.metric()))
                                .collect(Collectors.joining(", ")),
                            Html.escape(method))));
    return "<ul class=\"plain\">\n" + items + "\n</ul>";
  }

  private static String confusions(Evaluation.Confusions both) {
    return """

    <h3>Confusions</h3>
    <p class="muted small">Rows are true classes, columns what the model said.</p>
    <div class="pair"><div><p class="small">Original</p>%s</div><div><p class="small">Compressed</p>%s</div></div>\
    """
        .formatted(table(both.original()), table(both.candidate()));
  }

  private static String table(Confusion confusion) {
    int classes = confusion.counts().size();
    StringBuilder rows = new StringBuilder("<tr><th></th>");
    IntStream.range(0, classes).forEach(i -> rows.append("<th scope=\"col\">" + i + "</th>"));
    rows.append("</tr>");
    List<List<Long>> counts = new ArrayList<>(confusion.counts());
    for (int truth = 0; truth < classes; truth++) {
      rows.append("<tr><th scope=\"row\">" + truth + "</th>");
      for (int said = 0; said < classes; said++) {
        long count = counts.get(truth).get(said);
        String style = count == 0 ? " class=\"zero\"" : truth == said ? "" : " class=\"bad-ink\"";
        rows.append("<td%s>%,d</td>".formatted(style, count));
      }
      rows.append("</tr>");
    }
    return "<div class=\"scroll\"><table class=\"confusion\">" + rows + "</table></div>";
  }
}
