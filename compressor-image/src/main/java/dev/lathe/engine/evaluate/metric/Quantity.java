package dev.lathe.engine.evaluate.metric;

/** What of a metric is to be bounded. */
public enum Quantity {
  /** The candidate's value. */
  VALUE,
  /** How far the candidate's value lies below the original's. */
  DROP,
  /** The candidate's value over the original's. */
  RATIO;

  /** Returns the quantity for a candidate's value and an original's. */
  public double of(double value, double baseline) {
    return switch (this) {
      case VALUE -> value;
      case DROP -> baseline - value;
      case RATIO -> value / baseline;
    };
  }

  /** Returns the candidate's value at which the quantity, for that original's value, is so much. */
  public double toValue(double quantity, double baseline) {
    return switch (this) {
      case VALUE -> quantity;
      case DROP -> baseline - quantity;
      case RATIO -> quantity * baseline;
    };
  }
}
