package dev.lathe.engine.evaluate.gate;

import dev.lathe.engine.evaluate.gate.GateResult.Figures;
import dev.lathe.engine.evaluate.metric.Evidence;
import dev.lathe.engine.evaluate.metric.Measured;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.evaluate.statistic.Interval;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides gates. A threshold passes if the confidence bound keeps it, fails if the bound on the
 * other side breaks it, and is inconclusive between; of several the worst one counts.
 */
public final class Judge {
  private Judge() {}

  /** Returns what the evidence says to the gate. */
  public static GateResult judge(Gate gate, Evidence evidence) {
    return switch (evidence) {
      case Evidence.Spoilt(String sentence, long _) ->
          new GateResult(gate, Outcome.FAILED, Optional.empty(), sentence);
      case Evidence.Absent(String reason) ->
          new GateResult(gate, Outcome.INCONCLUSIVE, Optional.empty(), reason);
      case Measured measured -> judgeMeasured(gate, measured);
    };
  }

  private static GateResult judgeMeasured(Gate gate, Measured measured) {
    long minSamples = gate.rigour().minSamples();
    if (measured.samples() > 0 && measured.samples() < minSamples) {
      return undecided(
          gate,
          measured,
          "the gate asks for at least %d samples, found %d"
              .formatted(minSamples, measured.samples()));
    }
    Optional<String> doubt = measured.doubt();
    if (doubt.isPresent()) {
      return undecided(gate, measured, doubt.get());
    }
    return gate.thresholds().stream()
        .map(threshold -> judge(gate, threshold, measured))
        .min(Comparator.comparing(GateResult::outcome))
        .orElseThrow();
  }

  private static GateResult undecided(Gate gate, Measured measured, String why) {
    Figures figures =
        new Figures(measured.value(), measured.baseline(), measured.value(), measured.samples());
    return new GateResult(gate, Outcome.INCONCLUSIVE, Optional.of(figures), why);
  }

  private static GateResult judge(Gate gate, Threshold threshold, Measured measured) {
    double baseline = measured.baseline();
    if (!Double.isFinite(measured.point(threshold.quantity()))) {
      return undecided(
          gate,
          measured,
          "%s cannot be judged: the candidate has %s, the original %s"
              .formatted(threshold.text(), measured.value(), baseline));
    }
    double limit = threshold.limit(baseline);
    double sign = threshold.isFloor() ? -1 : 1;
    Interval interval = measured.interval(threshold.quantity(), gate.rigour().level());
    double worst = threshold.isFloor() ? interval.lower() : interval.upper();
    double best = threshold.isFloor() ? interval.upper() : interval.lower();
    Outcome outcome =
        sign * worst <= sign * limit
            ? Outcome.PASSED
            : sign * best > sign * limit ? Outcome.FAILED : Outcome.INCONCLUSIVE;
    Optional<String> doubt = measured.doubt(threshold.quantity(), limit);
    if (outcome != Outcome.INCONCLUSIVE && doubt.isPresent()) {
      return undecided(gate, measured, doubt.get());
    }
    double bound = outcome == Outcome.FAILED ? best : worst;
    Figures figures =
        new Figures(
            measured.value(),
            baseline,
            threshold.quantity().toValue(bound, baseline),
            measured.samples());
    Finding finding = new Finding(gate, threshold, measured, limit, bound);
    return new GateResult(gate, outcome, Optional.of(figures), finding.sentence(outcome));
  }

  /** A threshold with what it was held against. */
  private record Finding(
      Gate gate, Threshold threshold, Measured measured, double limit, double bound) {

    String sentence(Outcome outcome) {
      double point = measured.point(threshold.quantity());
      boolean certain = bound == point;
      String found = "%s is %s".formatted(subject(), text(point));
      return switch (outcome) {
        case PASSED ->
            certain
                ? found + ", " + allowed()
                : "%s and %s with %s confidence, %s"
                    .formatted(found, reach(!threshold.isFloor()), confidence(), allowed());
        case FAILED ->
            certain
                ? found + ", but " + allowed()
                : "%s and %s with %s confidence, but %s"
                    .formatted(found, reach(threshold.isFloor()), confidence(), allowed());
        case INCONCLUSIVE ->
            "%s, but at %s confidence it may be %s where %s: %s"
                .formatted(found, confidence(), text(bound), allowed(), remedy(point));
      };
    }

    private String subject() {
      return switch (threshold.quantity()) {
        case VALUE -> gate.metric().manifestName();
        case DROP -> "the drop of " + gate.metric();
        case RATIO -> gate.metric() + " over the original's";
      };
    }

    private String reach(boolean upper) {
      return "at %s %s".formatted(upper ? "most" : "least", text(bound));
    }

    private String allowed() {
      return "the gate asks for at %s %s"
          .formatted(threshold.isFloor() ? "least" : "most", text(limit));
    }

    private String confidence() {
      return "%s%%".formatted(text(100 * gate.rigour().level()));
    }

    private String text(double number) {
      return gate.metric().format(number);
    }

    /** Says how many samples would do: bounds close in with the square root of their number. */
    private String remedy(double point) {
      String unit = gate.metric().source() == Metric.Source.RUNS ? "runs" : "samples";
      double room = threshold.isFloor() ? point - limit : limit - point;
      double reach = Math.abs(bound - point);
      if (room == 0) {
        return "no number of %s decides while the value lies on the limit".formatted(unit);
      }
      double factor = Math.pow(reach / room, 2);
      double needed = Math.ceil(measured.samples() * Math.max(factor, 1) * 1.05);
      return needed > 1_000.0 * measured.samples()
          ? "no practical number of %s would decide".formatted(unit)
          : String.format(
              Locale.ROOT,
              "about %,d %s like these would decide, found %,d",
              roundUp((long) needed),
              unit,
              measured.samples());
    }

    private static long roundUp(long count) {
      long step = 1;
      while (step * 100 < count) {
        step *= 10;
      }
      return Math.ceilDiv(count, step) * step;
    }
  }
}
