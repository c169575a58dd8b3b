package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.train.loss.Formula;
import java.util.List;

/** Sums and means of values of one shape. */
final class Terms {
  private Terms() {}

  static String sum(Formula formula, List<String> values) {
    String sum = values.getFirst();
    for (String value : values.subList(1, values.size())) {
      sum = formula.add(sum, value);
    }
    return sum;
  }

  static String mean(Formula formula, List<String> values) {
    return formula.scale(sum(formula, values), 1.0 / values.size());
  }
}
