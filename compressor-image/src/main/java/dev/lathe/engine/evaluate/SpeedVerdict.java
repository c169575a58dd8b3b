package dev.lathe.engine.evaluate;

import dev.lathe.engine.evaluate.metric.Quantity;
import dev.lathe.engine.evaluate.metric.Timed;
import dev.lathe.engine.evaluate.statistic.Interval;
import dev.lathe.engine.runtime.OptimizedGraph;
import dev.lathe.engine.runtime.Processor;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether the candidate is any faster than the original where it was measured, and if not, why.
 *
 * @param ratio the candidate's median time over the original's: below 1 is faster
 * @param interval its bounds, each one-sided at {@link #LEVEL}
 * @param reasons sentences with counts; empty for a plain speed-up
 */
public record SpeedVerdict(Kind kind, double ratio, Interval interval, List<String> reasons) {
  /** Confidence of each bound. */
  public static final double LEVEL = 0.95;

  /** A gain or loss within this is none. */
  static final double MARGIN = 0.02;

  /** By how much parts of the runs may differ where the whole shows neither gain nor loss. */
  private static final double DRIFT = 0.15;

  /** What the times say. */
  public enum Kind {
    /** Faster by more than 2 percent, by the bound. */
    SPEED_UP("SpeedUp"),
    /** Not shown to be faster. */
    NO_SPEED_UP("NoSpeedUp"),
    /** Slower by more than 2 percent, by the bound. */
    SLOW_DOWN("SlowDown"),
    /** The runs were disturbed, or too few, to tell. */
    UNDECIDED("Undecided");

    private final String reportName;

    Kind(String reportName) {
      this.reportName = reportName;
    }

    /** Returns the name in reports. */
    public String reportName() {
      return reportName;
    }
  }

  public SpeedVerdict {
    reasons = List.copyOf(reasons);
  }

  /**
   * @param median the times' medians
   * @param original what the runtime makes of the original
   * @param candidate what the runtime makes of the candidate
   * @param sparsity share of the candidate's weights that are zero, in [0, 1]
   */
  static SpeedVerdict of(
      Timed median,
      OptimizedGraph original,
      OptimizedGraph candidate,
      Processor processor,
      double sparsity) {
    double ratio = median.point(Quantity.RATIO);
    Interval interval = median.interval(Quantity.RATIO, LEVEL);
    if (median.doubt().isPresent()) {
      return new SpeedVerdict(
          Kind.UNDECIDED, ratio, interval, List.of(median.doubt().orElseThrow()));
    }
    Kind kind = kindOf(interval);
    Optional<String> shifted = shifted(kind, median.ratiosOfParts());
    if (shifted.isPresent()) {
      return new SpeedVerdict(Kind.UNDECIDED, ratio, interval, List.of(shifted.get()));
    }
    List<String> reasons =
        kind == Kind.SPEED_UP
            ? List.of()
            : new SpeedReasons(original, candidate, processor, sparsity).list();
    return new SpeedVerdict(kind, ratio, interval, reasons);
  }

  private static Kind kindOf(Interval interval) {
    if (interval.upper() < 1 - MARGIN) {
      return Kind.SPEED_UP;
    }
    return interval.lower() > 1 + MARGIN ? Kind.SLOW_DOWN : Kind.NO_SPEED_UP;
  }

  /** Says that parts of the runs lead to another verdict than the whole, if so. */
  private static Optional<String> shifted(Kind kind, List<Double> parts) {
    double least = Collections.min(parts);
    double most = Collections.max(parts);
    boolean agree =
        switch (kind) {
          case SPEED_UP -> most < 1;
          case SLOW_DOWN -> least > 1;
          case NO_SPEED_UP, UNDECIDED -> most / least - 1 < DRIFT;
        };
    return agree
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the measurement is not stable: candidate over original is %.3f in one part of the"
                    + " runs and %.3f in another",
                least,
                most));
  }
}
