package dev.lathe.engine.recipe.grammar;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what a misspelt word was meant to be. */
final class Spelling {
  private Spelling() {}

  /**
   * Returns the nearest of the allowed words: the same but for case, or at most a third of its
   * letters away by insertion, deletion, substitution and swap of neighbours.
   */
  static Optional<String> nearest(String written, Collection<String> allowed) {
    String word = written.toLowerCase(Locale.ROOT);
    return allowed.stream()
        .filter(candidate ->
            distance(word, candidate.toLowerCase(Locale.ROOT))
                <= Math.max(1, Math.max(word.length(), candidate.length()) / 3))
        .min(
            Comparator.comparingInt(
                candidate -> distance(word, candidate.toLowerCase(Locale.ROOT))));
  }

  /** Returns ", did you mean X?" or nothing. */
  static String hint(String written, Collection<String> allowed) {
    return nearest(written, allowed).map(" (did you mean %s?)"::formatted).orElse("");
  }

  /** The distance of Damerau and Levenshtein, restricted to one edit of each place. */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least =
            Math.min(
                cost[i - 1][j - 1] + substitution, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, cost[i - 2][j - 2] + 1);
        }
        cost[i][j] = least;
      }
    }
    return cost[a.length()][b.length()];
  }
}
