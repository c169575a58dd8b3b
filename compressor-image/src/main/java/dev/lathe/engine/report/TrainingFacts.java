package dev.lathe.engine.report;

import dev.lathe.engine.recipe.RunReport.Training;
import dev.lathe.engine.train.History;
import dev.lathe.engine.train.History.Validated;
import dev.lathe.engine.wording.Count;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/**
 * What a training comes to.
 *
 * @param best the validation whose weights were kept; empty without validation
 */
record TrainingFacts(Training training, Optional<Validated> best) {

  static TrainingFacts of(Training training) {
    List<Validated> validations = training.history().validations();
    return new TrainingFacts(
        training, validations.reversed().stream().filter(Validated::best).findFirst());
  }

  /** Returns the step whose weights were kept, if that was found out. */
  OptionalLong bestStep() {
    return best.map(one -> OptionalLong.of(one.step())).orElse(OptionalLong.empty());
  }

  /** Returns how many steps were taken. */
  long steps() {
    return training.history().points().getLast().step();
  }

  /** Whether it ended before its time. */
  boolean stoppedEarly() {
    return steps() < training.effort().steps();
  }

  /** Returns the result in a sentence. */
  String sentence() {
    History history = training.history();
    String taken =
        "%,d %s in %s"
            .formatted(
                steps(),
                Count.form(steps(), "step", "steps"),
                Count.of(history.points().getLast().epoch(), "epoch"));
    return best.map(one ->
            "%s. The weights that were best on the validation data were kept, those after step %,d: %s."
                .formatted(taken, one.step(), value(one)))
        .orElse(taken + ". There was no validation data, so the last weights were kept.");
  }

  /** Returns what decided which validation is the best, with its name. */
  static String value(Validated validated) {
    return validated.measures().isEmpty()
        ? "loss " + number(validated.loss())
        : "%s %s"
            .formatted(
                validated.measures().firstEntry().getKey(),
                number(validated.measures().firstEntry().getValue()));
  }

  /** Returns rows of names and values. */
  SequencedMap<String, String> table() {
    SequencedMap<String, String> rows = new LinkedHashMap<>();
    History history = training.history();
    rows.put(
        "Epochs",
        "%d of %d".formatted(history.points().getLast().epoch(), training.effort().epochs()));
    rows.put("Steps", "%,d of %,d".formatted(steps(), training.effort().steps()));
    best.ifPresent(one ->
        rows.put("Best at", "step %,d, epoch %d: %s".formatted(one.step(), one.epoch(), all(one))));
    if (stoppedEarly()) {
      rows.put("Stopped early", "the validation data got no better");
    }
    if (training.effort().resumedAt().isPresent()) {
      rows.put(
          "Resumed",
          "at step %,d, from a checkpoint".formatted(training.effort().resumedAt().getAsLong()));
    }
    rows.put("Time", time(training.effort().time()));
    return rows;
  }

  private static String all(Validated validated) {
    StringBuilder text = new StringBuilder("loss " + number(validated.loss()));
    validated.measures().forEach((name, value) -> text.append(", " + name + " " + number(value)));
    return text.toString();
  }

  /** Returns four digits. */
  static String number(double value) {
    double size = Math.abs(value);
    return size != 0 && (size < 0.001 || size >= 100_000)
        ? String.format(Locale.ROOT, "%.3e", value)
        : String.format(Locale.ROOT, size < 10 ? "%.4f" : "%.2f", value);
  }

  private static String time(Duration time) {
    long seconds = Math.round(time.toMillis() / 1000.0);
    if (seconds < 120) {
      return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
    return seconds < 7200
        ? "%d min %d s".formatted(seconds / 60, seconds % 60)
        : "%d h %d min".formatted(seconds / 3600, seconds / 60 % 60);
  }
}
