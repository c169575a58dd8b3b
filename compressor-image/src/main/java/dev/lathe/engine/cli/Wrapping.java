package dev.lathe.engine.cli;

import java.util.ArrayList;
import java.util.List;

/** Breaks sentences into lines. */
final class Wrapping {
  private Wrapping() {}

  /** Returns lines of at most so many columns, broken at spaces; a longer word stays whole. */
  static List<String> wrap(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+")) {
      if (!line.isEmpty() && Style.width(line + " " + word) > columns) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
