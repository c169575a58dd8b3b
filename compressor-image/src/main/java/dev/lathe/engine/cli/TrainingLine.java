package dev.lathe.engine.cli;

import dev.lathe.engine.train.TrainingProgress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How far a training is, in words: the less important ones are left out where there is no room. */
final class TrainingLine {
  private static final String GAP = "  ";

  private TrainingLine() {}

  /**
   * Returns {@code epoch 2/3 step 120/569 loss 0.123 lr 4.2e-05 812 samples/s 1 min left}, or as
   * much of it as fits.
   */
  static String of(TrainingProgress progress, int columns) {
    String epoch = "epoch %d/%d".formatted(progress.epoch(), progress.epochs());
    String step = "step %d/%d".formatted(progress.step(), progress.steps());
    String loss = "loss " + loss(progress.loss());
    String rate = "lr " + rate(progress.learningRate());
    String speed = speed(progress.samplesPerSecond());
    String left = left(progress.remaining());
    return Stream.of(
            List.of(epoch, step, loss, rate, speed + " samples/s", left),
            List.of(epoch, step, loss, rate, speed + "/s", left),
            List.of(epoch, step, loss, speed + "/s", left),
            List.of(epoch, step, loss, left),
            List.of(step, loss, left))
        .map(parts -> String.join(GAP, parts))
        .filter(line -> line.length() <= columns)
        .findFirst()
        .orElse(step);
  }

  /** Returns three significant digits. */
  static String loss(double loss) {
    double size = Math.abs(loss);
    if (size != 0 && (size < 0.001 || size >= 10_000)) {
      return String.format(Locale.ROOT, "%.1e", loss);
    }
    return String.format(Locale.ROOT, size < 0.1 ? "%.4f" : size < 100 ? "%.3f" : "%.1f", loss);
  }

  /** Returns two significant digits. */
  static String rate(double rate) {
    return rate != 0 && rate < 0.01
        ? String.format(Locale.ROOT, "%.1e", rate)
        : String.format(Locale.ROOT, "%.3f", rate);
  }

  private static String speed(double samplesPerSecond) {
    return String.format(Locale.ROOT, samplesPerSecond < 9.95 ? "%.1f" : "%.0f", samplesPerSecond);
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
