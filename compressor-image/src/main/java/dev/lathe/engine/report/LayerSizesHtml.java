package dev.lathe.engine.report;

import dev.lathe.engine.recipe.RunReport;
import dev.lathe.engine.recipe.RunReport.Layer;
import java.util.Comparator;
import java.util.List;

/** The bytes of each layer before and after, the largest first. */
final class LayerSizesHtml {
  /** More bars than this nobody compares. */
  static final int MOST_ROWS = 20;

  private LayerSizesHtml() {}

  static String of(RunReport.Compression compression) {
    List<Layer> largest =
        compression.layers().stream()
            .sorted(Comparator.<Layer>comparingLong(layer -> layer.bytes().original()).reversed())
            .filter(layer -> layer.bytes().original() > 0)
            .toList();
    if (largest.isEmpty()) {
      return "";
    }
    List<Layer> shown = largest.stream().limit(MOST_ROWS).toList();
    long original = shown.stream().mapToLong(layer -> layer.bytes().original()).sum();
    long compressed = shown.stream().mapToLong(layer -> layer.bytes().compressed()).sum();
    RunReport.Sizes rest =
        new RunReport.Sizes(
            compression.sizes().original() - original,
            compression.sizes().compressed() - compressed);
    double most = Math.max(largest.getFirst().bytes().original(), 1);
    String rows =
        Html.joined(shown.stream().map(layer -> sizeRow(name(layer), layer.bytes(), most)));
    return """
    <h3>Size of layers</h3>
    <ul class="key"><li><svg width="22" height="10"><rect class="original" width="22" height="10" rx="1"/></svg>original</li>
    <li><svg width="22" height="10"><rect class="accent" width="22" height="10" rx="1"/></svg>compressed</li></ul>
    <div class="rows">
    %s
    </div>
    <p class="small muted">%s Everything else in the file: %s, was %s.</p>\
    """
        .formatted(
            rows,
            largest.size() > shown.size()
                ? "The %d largest of %d layers.".formatted(shown.size(), largest.size())
                : "",
            Html.escape(MetricText.bytes(Math.max(0, rest.compressed()))),
            Html.escape(MetricText.bytes(Math.max(0, rest.original()))));
  }

  private static String sizeRow(String name, RunReport.Sizes bytes, double most) {
    return """
    <div class="row"><div class="name">%s</div><div class="plot"><svg width="100%%" height="16">\
    <rect class="original" y="1" height="6" width="%s" rx="1"/><rect class="accent" y="8" height="6" width="%s" rx="1"/></svg></div>\
    <div class="value">%s → %s</div></div>\
    """
        .formatted(
            name,
            Html.percent(bytes.original() / most),
            Html.percent(bytes.compressed() / most),
            Html.escape(MetricText.bytes(bytes.original())),
            Html.escape(MetricText.bytes(bytes.compressed())));
  }

  /** Returns a layer's name, with its operator where the name does not say it. */
  static String name(Layer layer) {
    String escaped = Html.escape(layer.name());
    String kind = layer.name().contains(layer.opType()) ? "" : Html.escape(layer.opType());
    return "<span title=\"%s\">%s</span> <span class=\"kind\">%s</span>"
        .formatted(escaped, escaped, kind);
  }
}
