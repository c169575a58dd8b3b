package dev.lathe.engine.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells, each column as wide as its widest cell; all but the first are flush right. */
final class TextTable {
  private static final String GAP = "   ";

  private final List<List<String>> rows = new ArrayList<>();
  private final int leftColumns;

  /**
   * @param leftColumns how many columns are flush left, from the first
   */
  TextTable(int leftColumns) {
    this.leftColumns = leftColumns;
  }

  /** Adds a row; cells may be styled. */
  TextTable row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /** Returns the lines, without space at their ends. */
  List<String> lines() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], Style.width(row.get(i)));
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String filling = " ".repeat(widths[i] - Style.width(row.get(i)));
        line.append(i == 0 ? "" : GAP)
            .append(i < leftColumns ? row.get(i) + filling : filling + row.get(i));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
