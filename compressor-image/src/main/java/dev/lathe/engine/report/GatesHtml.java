package dev.lathe.engine.report;

import dev.lathe.engine.evaluate.gate.GateResult;
import dev.lathe.engine.evaluate.gate.GateResult.Figures;
import dev.lathe.engine.evaluate.gate.Outcome;
import dev.lathe.engine.evaluate.gate.Severity;
import dev.lathe.engine.evaluate.gate.Threshold;
import java.util.ArrayList;
import java.util.List;

/** What each gate asked for, what was found, and how far that is from the limit. */
final class GatesHtml {
  private GatesHtml() {}

  static String of(List<GateResult> gates) {
    if (gates.isEmpty()) {
      return """
      <section><h2>Gates</h2>
      <p class="lead">The manifest has none: nobody said what the result must still be able to do.</p>
      </section>\
      """;
    }
    return """
    <section><h2>Gates</h2>
    <p class="lead">A gate passes if the confidence bound keeps its limit, not the measured value alone.</p>
    <div class="scroll"><table class="gates">
    <thead><tr><th scope="col">Gate</th><th scope="col">Asked for</th><th scope="col" class="num">Original</th>\
    <th scope="col" class="num">Compressed</th><th scope="col" class="num">Bound</th><th scope="col">Limit</th>\
    <th scope="col">Outcome</th></tr></thead>
    <tbody>
    %s
    </tbody></table></div>
    <ul class="key">
    <li><svg width="22" height="12"><rect class="allowed" width="22" height="12"/></svg>allowed</li>
    <li><svg width="22" height="12"><circle class="accent" cx="5" cy="6" r="4"/><line x1="5" x2="21" y1="6" y2="6" \
    style="stroke:var(--accent)" class="whisker"/></svg>measured, out to the confidence bound</li>
    </ul>
    </section>\
    """
        .formatted(Html.joined(gates.stream().map(GatesHtml::rows)));
  }

  private static String rows(GateResult gate) {
    String advisory =
        gate.severity() == Severity.ADVISORY ? " <span class=\"muted\">advisory</span>" : "";
    String tone = tone(gate.outcome());
    return """
    <tr class="has-why"><th scope="row">%s%s</th><td>%s %s</td>%s<td class="outcome %s-ink">%s</td></tr>
    <tr class="why"><td colspan="7">%s</td></tr>\
    """
        .formatted(
            Html.escape(gate.name()),
            advisory,
            gate.metric(),
            Html.escape(gate.threshold()),
            gate.figures()
                .map(figures -> figures(gate, figures))
                .orElse("<td></td><td></td><td></td><td></td>"),
            tone,
            gate.outcome(),
            Html.escape(Sentences.capitalized(gate.message())));
  }

  private static String figures(GateResult gate, Figures figures) {
    return """
    <td class="num">%s</td><td class="num">%s</td><td class="num">%s</td><td class="ruler">%s</td>\
    """
        .formatted(
            MetricText.hasBaseline(gate.metric())
                ? Html.escape(MetricText.value(gate.metric(), figures.baseline()))
                : "",
            Html.escape(MetricText.value(gate.metric(), figures.value())),
            figures.bound() == figures.value()
                ? ""
                : Html.escape(MetricText.value(gate.metric(), figures.bound())),
            ruler(gate, figures));
  }

  private static String tone(Outcome outcome) {
    return switch (outcome) {
      case PASSED -> "good";
      case FAILED -> "bad";
      case INCONCLUSIVE -> "doubt";
    };
  }

  /** Draws the value and its bound beside the limits, on the metric's own scale. */
  private static String ruler(GateResult gate, Figures figures) {
    List<Double> points = new ArrayList<>(List.of(figures.value(), figures.bound()));
    double floor = Double.NEGATIVE_INFINITY;
    double ceiling = Double.POSITIVE_INFINITY;
    for (Threshold threshold : gate.gate().thresholds()) {
      double limit =
          threshold.quantity().toValue(threshold.limit(figures.baseline()), figures.baseline());
      points.add(limit);
      if (threshold.isFloor() || threshold.field().equals("maxDrop")) {
        floor = Math.max(floor, limit);
      } else {
        ceiling = Math.min(ceiling, limit);
      }
    }
    double least = points.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double most = points.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    double margin = least < most ? 0.35 * (most - least) : Math.max(Math.abs(most) * 0.1, 1e-9);
    Scale scale = new Scale(least - margin, most + margin);
    double left = Math.max(0, scale.at(floor));
    double right = Math.min(1, scale.at(ceiling));
    String limits = limit(scale, floor) + limit(scale, ceiling);
    String tone = tone(gate.outcome());
    return """
    <svg width="100%%" height="16" role="img" aria-label="%s"><rect class="allowed" x="%s" width="%s" height="16"/>%s\
    <line class="whisker %s" x1="%s" x2="%s" y1="8" y2="8"/><circle class="%s" cx="%s" cy="8" r="4"/></svg>\
    """
        .formatted(
            Html.escape(gate.message()),
            Html.percent(left),
            Html.percent(Math.max(0, right - left)),
            limits,
            tone,
            Html.percent(scale.at(Math.min(figures.value(), figures.bound()))),
            Html.percent(scale.at(Math.max(figures.value(), figures.bound()))),
            tone,
            Html.percent(scale.at(figures.value())));
  }

  private static String limit(Scale scale, double limit) {
    return Double.isFinite(limit)
        ? "<line class=\"limit\" x1=\"%1$s\" x2=\"%1$s\" y1=\"0\" y2=\"16\"/>"
            .formatted(Html.percent(scale.at(limit)))
        : "";
  }
}
