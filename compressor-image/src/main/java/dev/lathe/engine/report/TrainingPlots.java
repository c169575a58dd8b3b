package dev.lathe.engine.report;

import dev.lathe.engine.evaluate.statistic.Quantile;
import dev.lathe.engine.train.History;
import dev.lathe.engine.train.History.Point;
import dev.lathe.engine.train.History.Validated;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** The curves of a training. */
final class TrainingPlots {
  private static final int LOSS_HEIGHT = 190;
  private static final int MEASURE_HEIGHT = 120;
  private static final int RATE_HEIGHT = 70;

  /** The share of a training that the smoothed loss is the mean of. */
  private static final double SPAN = 1.0 / 25;

  private TrainingPlots() {}

  static String loss(History history, TrainingFacts facts) {
    Curve raw = points(history, Point::loss);
    Curve smoothed = raw.smoothed(raw.steps().size() * SPAN);
    Curve validated = validations(history, Validated::loss);
    CurvePlot plot =
        new CurvePlot(steps(history), lossScale(raw, smoothed, validated), LOSS_HEIGHT)
            .levels(5, TrainingPlots::tick)
            .line(raw, "raw")
            .line(smoothed, "smooth")
            .line(validated, "validated")
            .points(validated, facts.bestStep());
    facts
        .best()
        .filter(best -> best.measures().isEmpty())
        .ifPresent(best -> plot.mark(best.step(), "best: " + TrainingFacts.value(best)));
    String key =
        "<li><svg width=\"22\" height=\"10\"><line class=\"curve smooth\" x1=\"0\" x2=\"22\" y1=\"5\" y2=\"5\"/></svg>training, smoothed</li>\n"
            + "<li><svg width=\"22\" height=\"10\"><line class=\"curve raw\" x1=\"0\" x2=\"22\" y1=\"5\" y2=\"5\"/></svg>each step</li>\n"
            + (validated.steps().isEmpty()
                ? ""
                : "<li><svg width=\"22\" height=\"10\"><line class=\"curve validated\" x1=\"0\" x2=\"22\" y1=\"5\" y2=\"5\"/><circle class=\"dot\" cx=\"11\" cy=\"5\" r=\"3.5\"/></svg>validation</li>");
    return """
    <h3>Loss</h3>
    %s
    <ul class="key">
    %s
    </ul>\
    """
        .formatted(plot.svg("Loss of each step, smoothed, and on the validation data"), key);
  }

  /** A few wild steps must not squeeze all others into the bottom. */
  private static Scale lossScale(Curve raw, Curve smoothed, Curve validated) {
    double[] steps = raw.values().stream().mapToDouble(x -> x).filter(Double::isFinite).toArray();
    double[] telling =
        DoubleStream.concat(
                smoothed.values().stream().mapToDouble(x -> x),
                validated.values().stream().mapToDouble(x -> x))
            .filter(Double::isFinite)
            .toArray();
    if (steps.length == 0 || telling.length == 0) {
      return new Scale(0, 1);
    }
    double most = Math.max(DoubleStream.of(telling).max().orElse(1), Quantile.of(steps, 0.98));
    double least = Math.min(0, DoubleStream.of(telling).min().orElse(0));
    return new Scale(least, most > least ? least + 1.06 * (most - least) : least + 1);
  }

  /** Returns a plot for each measure of the validations. */
  static String measures(History history, TrainingFacts facts) {
    if (history.validations().isEmpty()) {
      return "";
    }
    List<String> names = List.copyOf(history.validations().getFirst().measures().keySet());
    StringBuilder plots = new StringBuilder();
    for (String name : names) {
      Curve curve = validations(history, one -> one.measures().getOrDefault(name, Double.NaN));
      CurvePlot plot =
          new CurvePlot(steps(history), around(curve), MEASURE_HEIGHT)
              .levels(4, TrainingPlots::tick)
              .line(curve, "validated")
              .points(curve, facts.bestStep());
      if (name.equals(names.getFirst())) {
        facts
            .best()
            .ifPresent(best -> plot.mark(best.step(), "best: " + TrainingFacts.value(best)));
      }
      plots.append(
          "<h3>%s on the validation data</h3>\n%s\n"
              .formatted(
                  Html.escape(Sentences.capitalized(name)),
                  plot.svg(name + " on the validation data")));
    }
    return plots.toString();
  }

  private static Scale around(Curve curve) {
    double[] values =
        curve.values().stream().mapToDouble(x -> x).filter(Double::isFinite).toArray();
    double least = DoubleStream.of(values).min().orElse(0);
    double most = DoubleStream.of(values).max().orElse(1);
    double margin = least < most ? 0.25 * (most - least) : Math.max(Math.abs(most) * 0.05, 1e-6);
    return new Scale(least - margin, most + margin);
  }

  static String rate(History history) {
    Curve rates = points(history, Point::learningRate);
    double most = rates.values().stream().mapToDouble(x -> x).max().orElse(1);
    CurvePlot plot =
        new CurvePlot(steps(history), new Scale(0, most > 0 ? 1.08 * most : 1), RATE_HEIGHT)
            .levels(2, TrainingPlots::tick)
            .line(rates, "smooth");
    return "<h3>Learning rate</h3>\n" + plot.svg("Learning rate of each step") + "\n";
  }

  private static Scale steps(History history) {
    long last = history.points().getLast().step();
    return new Scale(0, Math.max(1, last));
  }

  private static Curve points(History history, ToDoubleFunction<Point> value) {
    return new Curve(
        history.points().stream().map(Point::step).toList(),
        history.points().stream().map(point -> value.applyAsDouble(point)).toList());
  }

  private static Curve validations(History history, ToDoubleFunction<Validated> value) {
    return new Curve(
        history.validations().stream().map(Validated::step).toList(),
        history.validations().stream().map(one -> value.applyAsDouble(one)).toList());
  }

  /** Returns a round number without zeros that say nothing. */
  private static String tick(double value) {
    double size = Math.abs(value);
    if (size != 0 && (size < 0.001 || size >= 100_000)) {
      return String.format(Locale.ROOT, "%.1e", value)
          .replace(".0e", "e")
          .replace("e-0", "e-")
          .replace("e+0", "e");
    }
    return BigDecimal.valueOf(value)
        .setScale(5, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }
}
