package dev.lathe.engine.report;

import dev.lathe.engine.evaluate.MetricSummary;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.evaluate.metric.Quantity;
import dev.lathe.engine.evaluate.statistic.Interval;
import java.util.Locale;
import java.util.Optional;

/** Metrics and their values for people. */
public final class MetricText {
  private static final String MINUS = "\u2212";

  private MetricText() {}

  /** Returns what people call the metric. */
  public static String name(Metric metric) {
    return switch (metric) {
      case ACCURACY -> "Accuracy";
      case TOP5_ACCURACY -> "Top-5 accuracy";
      case F1 -> "F1";
      case AGREEMENT -> "Agreement";
      case COSINE_MEAN -> "Mean cosine";
      case COSINE_MIN -> "Least cosine";
      case MEAN_SQUARED_ERROR -> "Mean squared error";
      case SQNR -> "SQNR";
      case KL_DIVERGENCE -> "KL divergence";
      case SIZE_BYTES -> "Size";
      case PARAMETERS -> "Parameters";
      case MACS -> "Multiply-adds";
      case SPARSITY -> "Sparsity";
      case LATENCY_P50 -> "Latency p50";
      case LATENCY_P99 -> "Latency p99";
    };
  }

  /** Whether the original has a value of its own to show beside the result's. */
  public static boolean hasBaseline(Metric metric) {
    return switch (metric) {
      case ACCURACY,
          TOP5_ACCURACY,
          F1,
          SIZE_BYTES,
          PARAMETERS,
          MACS,
          SPARSITY,
          LATENCY_P50,
          LATENCY_P99 ->
          true;
      case AGREEMENT, COSINE_MEAN, COSINE_MIN, MEAN_SQUARED_ERROR, SQNR, KL_DIVERGENCE -> false;
    };
  }

  /** Returns a value with its unit. */
  public static String value(Metric metric, double value) {
    return switch (metric) {
      case SIZE_BYTES -> bytes(Math.round(value));
      case PARAMETERS, MACS -> count(value);
      case LATENCY_P50, LATENCY_P99 -> millis(value);
      case SQNR -> format("%.1f dB", value);
      case SPARSITY -> format("%.1f%%", 100 * value);
      case MEAN_SQUARED_ERROR, KL_DIVERGENCE -> format("%.3g", value);
      case ACCURACY, TOP5_ACCURACY, F1, AGREEMENT, COSINE_MEAN, COSINE_MIN -> format("%.4f", value);
    };
  }

  /** Returns the bounds of the result's value; empty where it is known without doubt. */
  public static Optional<String> interval(MetricSummary summary) {
    Interval interval = summary.range().interval();
    return interval.lower() == interval.upper()
        ? Optional.empty()
        : Optional.of(
            "%s to %s"
                .formatted(
                    value(summary.metric(), interval.lower()),
                    value(summary.metric(), interval.upper())));
  }

  /** Returns how the result compares, as in {@code −0.0020} or {@code 0.55×}. */
  public static Optional<String> change(MetricSummary summary) {
    return summary
        .change()
        .filter(_ -> hasBaseline(summary.metric()))
        .map(change -> quantity(change.quantity(), change.value()));
  }

  /** Returns the bounds of the change; empty where it is known without doubt. */
  public static Optional<String> changeInterval(MetricSummary summary) {
    return summary
        .change()
        .filter(_ -> hasBaseline(summary.metric()))
        .filter(change -> change.interval().lower() < change.interval().upper())
        .map(change -> {
          Interval interval = change.interval();
          boolean drop = change.quantity() == Quantity.DROP;
          return "%s to %s"
              .formatted(
                  quantity(change.quantity(), drop ? interval.upper() : interval.lower()),
                  quantity(change.quantity(), drop ? interval.lower() : interval.upper()));
        });
  }

  private static String quantity(Quantity quantity, double value) {
    return switch (quantity) {
      case DROP -> signed(-value);
      case RATIO -> ratio(value);
      case VALUE -> format("%.4f", value);
    };
  }

  private static String signed(double change) {
    String digits = format("%.4f", Math.abs(change));
    if (Double.parseDouble(digits) == 0) {
      return "±" + digits;
    }
    return (change < 0 ? MINUS : "+") + digits;
  }

  /** Returns a ratio as in {@code 0.546×}. */
  public static String ratio(double ratio) {
    return format(ratio < 9.995 ? "%.2f×" : "%.1f×", ratio);
  }

  /** Returns {@code 23.0 MB}: units are powers of ten, as {@code ls --si} has them. */
  public static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double scaled = bytes;
    String unit = "";
    for (String larger : new String[] {"kB", "MB", "GB", "TB"}) {
      if (scaled < 999.5) {
        break;
      }
      scaled /= 1000;
      unit = larger;
    }
    return format(scaled < 9.995 ? "%.2f " : scaled < 99.95 ? "%.1f " : "%.0f ", scaled) + unit;
  }

  /** Returns {@code 22.6 M}. */
  public static String count(double count) {
    if (count < 10_000) {
      return format("%,.0f", count);
    }
    double scaled = count;
    String unit = "";
    for (String larger : new String[] {"k", "M", "G", "T"}) {
      if (scaled < 999.5) {
        break;
      }
      scaled /= 1000;
      unit = larger;
    }
    return format(scaled < 99.95 ? "%.1f " : "%.0f ", scaled) + unit;
  }

  /** Returns {@code 1.04 ms}. */
  public static String millis(double millis) {
    if (millis >= 9_999.5) {
      return format("%.1f s", millis / 1000);
    }
    return format(millis < 0.995 ? "%.3f ms" : millis < 99.95 ? "%.2f ms" : "%,.0f ms", millis);
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
