package dev.lathe.engine.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.DoubleFunction;

/** Curves over steps, with axes, as a drawing. */
final class CurvePlot {
  private static final int FOOT = 20;

  private final Scale x;
  private final Scale y;
  private final int height;
  private final List<String> parts = new ArrayList<>();
  private final List<String> levels = new ArrayList<>();

  /**
   * @param x steps
   * @param y values
   * @param height of the drawing without its axis, in pixels
   */
  CurvePlot(Scale x, Scale y, int height) {
    this.x = x;
    this.y = y;
    this.height = height;
  }

  /** Adds horizontal lines, and what they stand for beside the drawing. */
  CurvePlot levels(int about, DoubleFunction<String> text) {
    for (BigDecimal tick : y.ticks(about)) {
      double top = height * (1 - y.at(tick.doubleValue()));
      parts.add(
          "<line class=\"grid\" x1=\"0\" x2=\"100%%\" y1=\"%1$.1f\" y2=\"%1$.1f\"/>"
              .formatted(top));
      levels.add(
          "<text class=\"quiet\" x=\"100%%\" y=\"%.1f\" text-anchor=\"end\">%s</text>"
              .formatted(Math.clamp(top + 4, 11, height), text.apply(tick.doubleValue())));
    }
    return this;
  }

  /** Adds a line. */
  CurvePlot line(Curve curve, String style) {
    parts.add(
        """
        <svg x="0" y="0" width="100%%" height="%d" viewBox="0 0 1000 100" preserveAspectRatio="none"><path class="curve %s" d="%s"/></svg>\
        """
            .formatted(height, style, curve.path(x, y)));
    return this;
  }

  /**
   * Adds a point for each value.
   *
   * @param best the step whose point is filled, if any
   */
  CurvePlot points(Curve curve, OptionalLong best) {
    for (int i = 0; i < curve.steps().size(); i++) {
      long step = curve.steps().get(i);
      double value = curve.values().get(i);
      if (y.contains(value)) {
        parts.add(
            "<circle class=\"dot%s\" cx=\"%s\" cy=\"%.1f\" r=\"3.5\"/>"
                .formatted(
                    best.equals(OptionalLong.of(step)) ? " best" : "",
                    Html.percent(x.at(step)),
                    height * (1 - y.at(value))));
      }
    }
    return this;
  }

  /** Adds an upright line with a label on the side where there is room. */
  CurvePlot mark(long step, String label) {
    double at = x.at(step);
    boolean left = at > 0.6;
    parts.add(
        """
        <line class="mark tail" x1="%1$s" x2="%1$s" y1="0" y2="%2$d"/><text class="bold" x="%1$s" dx="%3$d" y="12" text-anchor="%4$s">%5$s</text>\
        """
            .formatted(
                Html.percent(at),
                height,
                left ? -6 : 6,
                left ? "end" : "start",
                Html.escape(label)));
    return this;
  }

  /** Returns the drawing with its axis of steps. */
  String svg(String description) {
    StringBuilder axis = new StringBuilder();
    for (BigDecimal tick : x.ticks(6)) {
      double at = x.at(tick.doubleValue());
      axis.append(
          "<text class=\"quiet\" x=\"%s\" y=\"%d\" text-anchor=\"%s\">%,d</text>"
              .formatted(
                  Html.percent(at),
                  height + 15,
                  at > 0.96 ? "end" : at < 0.04 ? "start" : "middle",
                  tick.longValue()));
    }
    return """
    <div class="curves"><svg width="100%%" height="%1$d" aria-hidden="true">
    %2$s</svg><svg width="100%%" height="%1$d" role="img" aria-label="%3$s">
    %4$s
    <line class="base" x1="0" x2="100%%" y1="%5$d" y2="%5$d"/>%6$s</svg></div>\
    """
        .formatted(
            height + FOOT,
            String.join("\n", levels),
            Html.escape(description),
            String.join("\n", parts),
            height,
            axis);
  }
}
