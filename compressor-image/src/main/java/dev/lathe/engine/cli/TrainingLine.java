package dev.lathe.engine.cli;

import dev.lathe.engine.train.TrainingProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How far a training is, in words: the less important ones are left out where there is no room. */
final class TrainingLine {
  private static final String GAP = "  ";

  private TrainingLine() {}

  /**
   * Returns {@code epoch 2/3 step 120/569 loss 0.123 lr 4.2e-05 812 samples/s 1 min left}, or as
   * much of it as fits.
   */
  static String of(TrainingProgress progress, int columns) {
    List<String> parts = new ArrayList<>();
    parts.add("epoch %d/%d".formatted(progress.epoch(), progress.epochs()));
    parts.add("step %d/%d".formatted(progress.step(), progress.steps()));
    parts.add("loss " + loss(progress.loss()));
    parts.add("lr " + rate(progress.learningRate()));
    parts.add(speed(progress.samplesPerSecond()));
    parts.add(left(progress.remaining()));
    for (String dispensable : new String[] {"lr ", "samples/s", "epoch "}) {
      if (length(parts) > columns) {
        parts.removeIf(part -> part.contains(dispensable));
      }
    }
    return String.join(GAP, parts);
  }

  private static int length(List<String> parts) {
    return String.join(GAP, parts).length();
  }

  /** Returns three significant digits. */
  static String loss(double loss) {
    double size = Math.abs(loss);
    if (size != 0 && (size < 0.001 || size >= 10_000)) {
      return String.format(Locale.ROOT, "%.1e", loss);
    }
    return String.format(Locale.ROOT, size < 1 ? "%.4f" : size < 100 ? "%.3f" : "%.1f", loss);
  }

  /** Returns two significant digits. */
  static String rate(double rate) {
    return rate != 0 && rate < 0.01
        ? String.format(Locale.ROOT, "%.1e", rate)
        : String.format(Locale.ROOT, "%.3f", rate);
  }

  private static String speed(double samplesPerSecond) {
    return String.format(
        Locale.ROOT,
        samplesPerSecond < 9.95 ? "%.1f samples/s" : "%.0f samples/s",
        samplesPerSecond);
  }

  /** Returns a time that does not pretend to be exact. */
  private static String left(Duration remaining) {
    long seconds = remaining.toSeconds();
    if (seconds < 60) {
      return seconds + " s left";
    }
    if (seconds < 5400) {
      return Math.round(seconds / 60.0) + " min left";
    }
    return String.format(Locale.ROOT, "%.1f h left", seconds / 3600.0);
  }
}
