package dev.lathe.engine.report;

import dev.lathe.engine.recipe.RunReport;
import dev.lathe.engine.recipe.RunReport.Kept;
import dev.lathe.engine.recipe.RunReport.Layer;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was done to each layer: its size, its error, and what was left alone. */
final class LayersHtml {
  /** More bars than this nobody compares. */
  private static final int MOST_ROWS = 20;

  private static final double SHOWN_DECIBELS = 60;

  private LayersHtml() {}

  static String of(RunReport.Compression compression) {
    return """
    <section><h2>Layers</h2>
    <p class="lead">%s</p>
    %s%s%s%s
    </section>\
    """
        .formatted(
            "%,d layers were changed, %,d were left as they are."
                .formatted(compression.layers().size(), compression.kept().size()),
            notes(compression.notes()),
            sizes(compression),
            errors(compression.layers()),
            kept(compression.kept()));
  }

  private static String notes(List<String> notes) {
    return notes.isEmpty()
        ? ""
        : "<ul class=\"plain\">\n"
            + Html.joined(
                notes.stream()
                    .map(note ->
                        "<li>%s</li>"
                            .formatted(
                                Html.escape(
                                    note.substring(0, 1).toUpperCase(Locale.ROOT)
                                        + note.substring(1)))))
            + "\n</ul>";
  }

  private static String sizes(RunReport.Compression compression) {
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

  private static String name(Layer layer) {
    String escaped = Html.escape(layer.name());
    return "<span title=\"%s\">%s</span> <span class=\"kind\">%s</span>"
        .formatted(escaped, escaped, Html.escape(layer.opType()));
  }

  private static String errors(List<Layer> layers) {
    boolean hasOutputs = layers.stream().anyMatch(layer -> isFinite(layer.outputSqnrDecibels()));
    List<Layer> worst =
        layers.stream()
            .filter(layer -> isFinite(telling(layer, hasOutputs)))
            .sorted(Comparator.comparingDouble(layer -> telling(layer, hasOutputs).getAsDouble()))
            .toList();
    if (worst.isEmpty()) {
      return "";
    }
    StringBuilder axis = new StringBuilder();
    Scale scale = new Scale(0, SHOWN_DECIBELS);
    for (BigDecimal tick : scale.ticks(6)) {
      double x = scale.at(tick.doubleValue());
      axis.append(
          "<text class=\"quiet\" x=\"%s\" y=\"12\" text-anchor=\"%s\">%s</text>"
              .formatted(
                  Html.percent(x),
                  x == 0 ? "start" : x == 1 ? "end" : "middle",
                  tick.toPlainString() + (x == 1 ? " dB" : "")));
    }
    return """
    <h3>Error of layers</h3>
    <p class="muted small">Signal over quantization noise; every 6 dB less doubles the error. The worst come first.</p>
    <ul class="key">%s<li><svg width="12" height="12"><circle class="hollow" cx="6" cy="6" r="4"/></svg>weights</li></ul>
    <div class="rows">
    <div class="row axis"><div class="name"></div><div class="plot"><svg width="100%%" height="16">%s</svg></div><div class="value"></div></div>
    %s
    </div>
    %s\
    """
        .formatted(
            hasOutputs
                ? "<li><svg width=\"12\" height=\"12\"><circle class=\"accent\" cx=\"6\" cy=\"6\" r=\"4\"/></svg>output on the calibration data</li>"
                : "",
            axis,
            Html.joined(
                worst.stream().limit(MOST_ROWS).map(layer -> errorRow(layer, scale, hasOutputs))),
            worst.size() > MOST_ROWS
                ? "<p class=\"small muted\">The %d worst of %d layers.</p>"
                    .formatted(MOST_ROWS, worst.size())
                : "");
  }

  private static OptionalDouble telling(Layer layer, boolean outputs) {
    return outputs ? layer.outputSqnrDecibels() : layer.weightSqnrDecibels();
  }

  private static boolean isFinite(OptionalDouble value) {
    return value.isPresent() && Double.isFinite(value.getAsDouble());
  }

  private static String errorRow(Layer layer, Scale scale, boolean hasOutputs) {
    StringBuilder marks = new StringBuilder();
    for (BigDecimal tick : scale.ticks(6)) {
      marks.append(
          "<line class=\"grid\" x1=\"%1$s\" x2=\"%1$s\" y1=\"-6\" y2=\"22\"/>"
              .formatted(Html.percent(scale.at(tick.doubleValue()))));
    }
    if (isFinite(layer.weightSqnrDecibels())) {
      marks.append(dot("hollow", scale.at(layer.weightSqnrDecibels().getAsDouble())));
    }
    if (isFinite(layer.outputSqnrDecibels())) {
      marks.append(dot("accent", scale.at(layer.outputSqnrDecibels().getAsDouble())));
    }
    return """
    <div class="row"><div class="name">%s</div><div class="plot"><svg width="100%%" height="16">%s</svg></div>\
    <div class="value">%s</div></div>\
    """
        .formatted(
            name(layer),
            marks,
            String.format(Locale.ROOT, "%.1f dB", telling(layer, hasOutputs).getAsDouble()));
  }

  private static String dot(String style, double x) {
    return "<circle class=\"%s\" cx=\"%s\" cy=\"8\" r=\"4\"/>".formatted(style, Html.percent(x));
  }

  private static String kept(List<Kept> kept) {
    if (kept.isEmpty()) {
      return "";
    }
    TreeMap<String, List<Kept>> byReason =
        kept.stream()
            .collect(Collectors.groupingBy(Kept::reason, TreeMap::new, Collectors.toList()));
    String rows =
        Html.joined(
            byReason.entrySet().stream()
                .sorted(
                    Comparator.comparingInt((java.util.Map.Entry<String, List<Kept>> entry) ->
                            entry.getValue().size())
                        .reversed())
                .map(entry -> keptRow(entry.getKey(), entry.getValue())));
    return """
    <h3>What stayed as it was, and why</h3>
    <div class="scroll"><table><thead><tr><th scope="col">Why</th><th scope="col" class="num">Nodes</th><th scope="col">Which</th></tr></thead>
    <tbody>
    %s
    </tbody></table></div>\
    """
        .formatted(rows);
  }

  private static String keptRow(String reason, List<Kept> nodes) {
    String names =
        nodes.stream().limit(3).map(Kept::name).collect(Collectors.joining(", "))
            + (nodes.size() > 3 ? " and %,d more".formatted(nodes.size() - 3) : "");
    return "<tr><td>%s</td><td class=\"num\">%,d</td><td class=\"mono break muted\">%s</td></tr>"
        .formatted(Html.escape(reason), nodes.size(), Html.escape(names));
  }
}
