package dev.lathe.engine.cli;

/**
 * How words are set off on a terminal.
 *
 * @param coloured whether they are at all
 */
record Style(boolean coloured) {
  String bold(String text) {
    return set("1", text);
  }

  String faint(String text) {
    return set("2", text);
  }

  String good(String text) {
    return set("32", text);
  }

  String bad(String text) {
    return set("31", text);
  }

  String doubtful(String text) {
    return set("33", text);
  }

  String accent(String text) {
    return set("36", text);
  }

  private String set(String code, String text) {
    return coloured && !text.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
  }

  /** Returns how many columns a text takes, which may be styled. */
  static int width(String text) {
    String plain = text.replaceAll("\033\\[[0-9;]*m", "");
    return plain.codePointCount(0, plain.length());
  }

  /** Returns a text of exactly that many columns: filled up, or cut off with a mark. */
  static String fit(String plain, int columns) {
    int length = plain.codePointCount(0, plain.length());
    if (length <= columns) {
      return plain + " ".repeat(columns - length);
    }
    return columns < 1 ? "" : plain.substring(0, plain.offsetByCodePoints(0, columns - 1)) + "…";
  }
}
