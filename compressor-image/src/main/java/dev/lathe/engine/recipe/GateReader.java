package dev.lathe.engine.recipe;

import dev.lathe.engine.evaluate.gate.Gate;
import dev.lathe.engine.evaluate.gate.Severity;
import dev.lathe.engine.evaluate.gate.Threshold;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.recipe.grammar.Choices;
import dev.lathe.engine.recipe.grammar.Fields;
import dev.lathe.engine.recipe.grammar.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads a gate. */
final class GateReader {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Choices<Severity> SEVERITY =
      Choices.of("Required", Severity.REQUIRED).or("Advisory", Severity.ADVISORY);
  private static final Choices<Metric> METRIC = metrics();

  private GateReader() {}

  private static Choices<Metric> metrics() {
    SequencedMap<String, Metric> metrics = new LinkedHashMap<>();
    for (Metric metric : Metric.values()) {
      metrics.put(metric.manifestName(), metric);
    }
    return new Choices<>(metrics);
  }

  /** Returns the gate; empty where a fault keeps it from being one. */
  static Optional<Gate> read(Fields fields) {
    Value named = fields.required("name");
    String name = named.text();
    if (!name.isEmpty() && (!NAME.matcher(name).matches() || name.length() > 63)) {
      named.fault(
          "a name of at most 63 lower-case letters, digits and '-' expected, found \"%s\""
              .formatted(name));
    }
    Value written = fields.required("metric");
    Metric metric = written.choice(METRIC);
    List<Threshold> thresholds = new ArrayList<>();
    boolean fits =
        add(thresholds, metric, fields.optional("min"), v -> new Threshold.Min(v.decimal()))
            & add(thresholds, metric, fields.optional("max"), v -> new Threshold.Max(v.decimal()))
            & add(thresholds, metric, fields.optional("maxDrop"), GateReader::drop)
            & add(thresholds, metric, fields.optional("maxRatio"), GateReader::ratio);
    double level = fields.optional("level").map(GateReader::level).orElse(0.95);
    long minSamples = fields.optional("minSamples").map(v -> v.integer(1, 100_000_000)).orElse(1L);
    Severity severity =
        fields.optional("severity").map(v -> v.choice(SEVERITY)).orElse(Severity.REQUIRED);
    if (thresholds.isEmpty()) {
      fields.fault("a gate needs a threshold: set at least one of min, max, maxDrop and maxRatio");
      return Optional.empty();
    }
    return fits
        ? Optional.of(
            new Gate(name, metric, thresholds, new Gate.Rigour(level, minSamples), severity))
        : Optional.empty();
  }

  private static boolean add(
      List<Threshold> thresholds,
      Metric metric,
      Optional<Value> written,
      Function<Value, Threshold> reading) {
    if (written.isEmpty()) {
      return true;
    }
    Threshold threshold = reading.apply(written.get());
    thresholds.add(threshold);
    if (!threshold.suits(metric.kind())) {
      written
          .get()
          .fault(
              "%s says nothing about %s: use %s"
                  .formatted(threshold.field(), metric, suited(metric.kind())));
      return false;
    }
    return true;
  }

  private static String suited(Metric.Kind kind) {
    return switch (kind) {
      case QUALITY -> "min or maxDrop";
      case FIDELITY -> "min";
      case ERROR -> "max";
      case COST -> "max or maxRatio";
    };
  }

  private static Threshold drop(Value value) {
    Threshold drop = Threshold.parseMaxDrop(value.decimalText("%"));
    if (drop.limit().signum() < 0) {
      value.fault("a drop has no sign: write how far the value may fall, as in \"0.01\" or \"1%\"");
    }
    return drop;
  }

  private static Threshold ratio(Value value) {
    Threshold ratio = new Threshold.MaxRatio(value.decimal());
    if (ratio.limit().signum() <= 0 && value.isFaultless()) {
      value.fault("a ratio above 0 expected, as in \"0.55\"");
    }
    return ratio;
  }

  private static double level(Value value) {
    double level = value.decimal().doubleValue();
    if (!(level >= 0.5 && level < 1)) {
      value.fault("a confidence from \"0.5\" to below 1 expected, as in \"0.95\"");
      return 0.95;
    }
    return level;
  }
}
