package dev.lathe.engine.evaluate;

import java.util.List;

/**
 * How often each class was taken for each other.
 *
 * @param counts by true class, then by predicted class
 */
public record Confusion(List<List<Long>> counts) {
  /** Beyond this many classes nobody reads a table. */
  static final int MOST_CLASSES = 50;

  public Confusion {
    counts = counts.stream().map(List::copyOf).toList();
  }

  /** Counts pairs of true and predicted class, each in [0, classes). */
  static Confusion of(int classes, int[] labels, int[] predicted) {
    long[][] counts = new long[classes][classes];
    for (int i = 0; i < labels.length; i++) {
      counts[labels[i]][predicted[i]]++;
    }
    return new Confusion(
        java.util.Arrays.stream(counts)
            .map(row -> java.util.Arrays.stream(row).boxed().toList())
            .toList());
  }
}
