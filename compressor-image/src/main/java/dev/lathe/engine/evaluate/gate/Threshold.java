package dev.lathe.engine.evaluate.gate;

import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.evaluate.metric.Quantity;
import java.math.BigDecimal;

/** A limit, kept as the manifest writes it. */
public sealed interface Threshold {

  /** The candidate's value has to be at least this. */
  record Min(BigDecimal limit) implements Threshold {}

  /** The candidate's value has to be at most this. */
  record Max(BigDecimal limit) implements Threshold {}

  /** The candidate's value may lie below the original's by at most this. */
  record MaxDrop(BigDecimal limit) implements Threshold {}

  /** The candidate's value may lie below the original's by at most this percentage of it. */
  record MaxDropPercent(BigDecimal limit) implements Threshold {}

  /** The candidate's value may be at most this times the original's. */
  record MaxRatio(BigDecimal limit) implements Threshold {}

  /**
   * Reads the manifest's {@code maxDrop}: absolute, or relative with a percent sign.
   *
   * @throws NumberFormatException if it is no decimal number
   */
  static Threshold parseMaxDrop(String text) {
    return text.endsWith("%")
        ? new MaxDropPercent(new BigDecimal(text.substring(0, text.length() - 1)))
        : new MaxDrop(new BigDecimal(text));
  }

  /** Returns the field of the manifest. */
  default String field() {
    return switch (this) {
      case Min _ -> "min";
      case Max _ -> "max";
      case MaxDrop _, MaxDropPercent _ -> "maxDrop";
      case MaxRatio _ -> "maxRatio";
    };
  }

  BigDecimal limit();

  /** Returns the quantity that is limited. */
  default Quantity quantity() {
    return switch (this) {
      case Min _, Max _ -> Quantity.VALUE;
      case MaxDrop _, MaxDropPercent _ -> Quantity.DROP;
      case MaxRatio _ -> Quantity.RATIO;
    };
  }

  /** Returns the limit of the quantity, given the original's value. */
  default double limit(double baseline) {
    return switch (this) {
      case Min _, Max _, MaxDrop _, MaxRatio _ -> limit().doubleValue();
      case MaxDropPercent _ -> limit().movePointLeft(2).doubleValue() * Math.abs(baseline);
    };
  }

  /** Whether the limit is a lower one. */
  default boolean isFloor() {
    return this instanceof Min;
  }

  /** Whether the limit makes sense for that kind of metric. */
  default boolean suits(Metric.Kind kind) {
    return switch (this) {
      case Min _, Max _ -> true;
      case MaxDrop _, MaxDropPercent _ -> kind == Metric.Kind.QUALITY;
      case MaxRatio _ -> kind == Metric.Kind.COST;
    };
  }

  /** Returns field and limit, as in {@code maxDrop 1%}. */
  default String text() {
    String unit = this instanceof MaxDropPercent ? "%" : "";
    return field() + " " + limit().toPlainString() + unit;
  }
}
