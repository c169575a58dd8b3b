package dev.lathe.engine.evaluate;

/**
 * How the numbers of one position are read as classes. Decided once, by the original's first batch,
 * and then for both models.
 */
enum Scores {
  /** Any numbers, the highest of which is the class. */
  LOGITS,
  /** At least two numbers in [0, 1] with a sum of 1. */
  PROBABILITIES,
  /** One number, above 0 for class 1. */
  LOGIT,
  /** One number in [0, 1], above one half for class 1. */
  PROBABILITY;

  /** Sums of probabilities in half precision, or from a quantized softmax, miss 1 by this. */
  private static final double SUM_TOLERANCE = 1e-2;

  /** What a probability counts as at least: a quantized softmax gives plain zeros. */
  private static final double LEAST = 1e-7;

  /** Returns how these rows are to be read. */
  static Scores of(OutputRows rows) {
    boolean probabilities = rows.count() > 0;
    for (int row = 0; row < rows.count(); row++) {
      for (int position = 0; position < rows.positions(); position++) {
        probabilities &= !rows.isKept(row, position) || looksLikeProbabilities(rows, row, position);
      }
    }
    if (rows.width() == 1) {
      return probabilities ? PROBABILITY : LOGIT;
    }
    return probabilities ? PROBABILITIES : LOGITS;
  }

  private static boolean looksLikeProbabilities(OutputRows rows, int row, int position) {
    double sum = 0;
    for (int column = 0; column < rows.width(); column++) {
      float value = rows.at(row, position, column);
      if (!(value >= 0 && value <= 1)) {
        return false;
      }
      sum += value;
    }
    return rows.width() == 1 || Math.abs(sum - 1) <= SUM_TOLERANCE;
  }

  /** Whether the numbers of a position are probabilities as they are. */
  boolean areProbabilities() {
    return this == PROBABILITIES || this == PROBABILITY;
  }

  int classes(OutputRows rows) {
    return Math.max(2, rows.width());
  }

  /** Returns the class of a position; of equal scores the first counts. */
  int classOf(OutputRows rows, int row, int position) {
    return switch (this) {
      case LOGIT -> rows.at(row, position, 0) > 0 ? 1 : 0;
      case PROBABILITY -> rows.at(row, position, 0) > 0.5f ? 1 : 0;
      case LOGITS, PROBABILITIES -> {
        int best = 0;
        for (int column = 1; column < rows.width(); column++) {
          if (rows.at(row, position, column) > rows.at(row, position, best)) {
            best = column;
          }
        }
        yield best;
      }
    };
  }

  /**
   * Whether a class is among the {@code k} highest scores of a position; of equal scores the first
   * counts.
   */
  boolean isAmongTop(int k, int label, OutputRows rows, int row, int position) {
    if (rows.width() == 1) {
      return k >= 2 || classOf(rows, row, position) == label;
    }
    float score = rows.at(row, position, label);
    int ahead = 0;
    for (int column = 0; column < rows.width(); column++) {
      float other = rows.at(row, position, column);
      if (other > score || (other == score && column < label)) {
        ahead++;
      }
    }
    return ahead < k;
  }

  /** Returns the natural logarithms of a position's class probabilities. */
  double[] logProbabilities(OutputRows rows, int row, int position) {
    return switch (this) {
      case LOGIT -> {
        double logit = rows.at(row, position, 0);
        yield new double[] {-softplus(logit), -softplus(-logit)};
      }
      case PROBABILITY -> {
        double p = Math.clamp(rows.at(row, position, 0), LEAST, 1 - LEAST);
        yield new double[] {Math.log1p(-p), Math.log(p)};
      }
      case LOGITS -> {
        double[] logits = numbers(rows, row, position);
        double highest = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
          highest = Math.max(highest, logit);
        }
        double sum = 0;
        for (double logit : logits) {
          sum += Math.exp(logit - highest);
        }
        yield subtract(logits, highest + Math.log(sum));
      }
      case PROBABILITIES -> {
        double[] logs = numbers(rows, row, position);
        double sum = 0;
        for (int i = 0; i < logs.length; i++) {
          double p = Math.max(LEAST, logs[i]);
          sum += p;
          logs[i] = Math.log(p);
        }
        yield subtract(logs, Math.log(sum));
      }
    };
  }

  private static double[] numbers(OutputRows rows, int row, int position) {
    double[] numbers = new double[rows.width()];
    for (int column = 0; column < numbers.length; column++) {
      numbers[column] = rows.at(row, position, column);
    }
    return numbers;
  }

  private static double[] subtract(double[] from, double amount) {
    for (int i = 0; i < from.length; i++) {
      from[i] -= amount;
    }
    return from;
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}
