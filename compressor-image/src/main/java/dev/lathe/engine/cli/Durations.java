package dev.lathe.engine.cli;

import java.time.Duration;
import java.util.Locale;

/** Durations for people. */
final class Durations {
  private Durations() {}

  /** Returns {@code 0.4 s}, {@code 12 s}, {@code 3:07} or {@code 1:02:09}. */
  static String text(Duration duration) {
    double seconds = duration.toNanos() / 1e9;
    if (seconds < 9.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
