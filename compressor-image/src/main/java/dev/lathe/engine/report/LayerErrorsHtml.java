package dev.lathe.engine.report;

import dev.lathe.engine.recipe.RunReport.Layer;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** How far each layer is from what it was, the worst first. */
final class LayerErrorsHtml {
  private static final double SHOWN_DECIBELS = 60;

  private LayerErrorsHtml() {}

  static String of(List<Layer> layers) {
    boolean hasOutputs =
        2 * layers.stream().filter(layer -> isFinite(layer.outputSqnrDecibels())).count()
            >= layers.size();
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
                worst.stream()
                    .limit(LayerSizesHtml.MOST_ROWS)
                    .map(layer -> errorRow(layer, scale, hasOutputs))),
            worst.size() > LayerSizesHtml.MOST_ROWS
                ? "<p class=\"small muted\">The %d worst of %d layers.</p>"
                    .formatted(LayerSizesHtml.MOST_ROWS, worst.size())
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
            LayerSizesHtml.name(layer),
            marks,
            String.format(Locale.ROOT, "%.1f dB", telling(layer, hasOutputs).getAsDouble()));
  }

  private static String dot(String style, double x) {
    return "<circle class=\"%s\" cx=\"%s\" cy=\"8\" r=\"4\"/>".formatted(style, Html.percent(x));
  }
}
