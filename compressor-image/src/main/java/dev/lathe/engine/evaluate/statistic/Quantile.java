package dev.lathe.engine.evaluate.statistic;

/**
 * Quantiles by linear interpolation between order statistics, type 7 of Hyndman and Fan, "Sample
 * quantiles in statistical packages", The American Statistician 50 (1996), 361-365.
 */
public final class Quantile {
  private Quantile() {}

  /**
   * Returns the quantile of values in ascending order.
   *
   * @param share in [0, 1]
   * @throws IllegalArgumentException if there is no value
   */
  public static double ofSorted(double[] ascending, double share) {
    if (ascending.length == 0) {
      throw new IllegalArgumentException("a quantile needs a value, found none");
    }
    double position = share * (ascending.length - 1);
    int below = (int) Math.floor(position);
    int above = Math.min(below + 1, ascending.length - 1);
    double weight = position - below;
    return ascending[below] * (1 - weight) + ascending[above] * weight;
  }

  /** Returns the quantile of values in any order, which are left as they are. */
  public static double of(double[] values, double share) {
    double[] ascending = values.clone();
    java.util.Arrays.sort(ascending);
    return ofSorted(ascending, share);
  }
}
