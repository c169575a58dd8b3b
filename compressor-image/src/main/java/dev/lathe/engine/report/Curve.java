package dev.lathe.engine.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Numbers over the steps of a training, as a line in a drawing 1000 wide and 100 high.
 *
 * @param steps rising
 * @param values one for each step; those that are not finite interrupt the line
 */
record Curve(List<Long> steps, List<Double> values) {
  /** More corners than a drawing has pixels show nothing more. */
  private static final int MOST_CORNERS = 1200;

  Curve {
    steps = List.copyOf(steps);
    values = List.copyOf(values);
  }

  /**
   * Returns the average of what came before, younger values weighing more: that of the last so many
   * steps, about.
   */
  Curve smoothed(double span) {
    double kept = 1 - 2 / (Math.max(1, span) + 1);
    List<Double> means = new ArrayList<>();
    double sum = 0;
    double weight = 0;
    for (double value : values) {
      if (Double.isFinite(value)) {
        sum = kept * sum + value;
        weight = kept * weight + 1;
      }
      means.add(weight == 0 ? Double.NaN : sum / weight);
    }
    return new Curve(steps, means);
  }

  /** Returns the outline of the line; of many steps in a row the lowest and the highest. */
  String path(Scale x, Scale y) {
    int stride = Math.max(1, 2 * values.size() / MOST_CORNERS);
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    for (int from = 0; from < values.size(); from += stride) {
      for (int at : corners(from, Math.min(values.size(), from + stride))) {
        path.append(
            String.format(
                Locale.ROOT,
                "%s%.1f %.2f",
                pen ? "L" : "M",
                1000 * x.at(steps.get(at)),
                100 - 100 * Math.clamp(y.at(values.get(at)), -0.02, 1.02)));
        pen = true;
      }
      pen = pen && Double.isFinite(values.get(Math.min(values.size(), from + stride) - 1));
    }
    return path.toString();
  }

  /** Returns where the lowest and the highest value of a stretch are, in their order. */
  private List<Integer> corners(int from, int to) {
    int low = -1;
    int high = -1;
    for (int i = from; i < to; i++) {
      if (Double.isFinite(values.get(i))) {
        low = low < 0 || values.get(i) < values.get(low) ? i : low;
        high = high < 0 || values.get(i) > values.get(high) ? i : high;
      }
    }
    if (low < 0) {
      return List.of();
    }
    return low == high ? List.of(low) : List.of(Math.min(low, high), Math.max(low, high));
  }
}
