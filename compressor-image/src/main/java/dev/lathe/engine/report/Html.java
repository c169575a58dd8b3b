package dev.lathe.engine.report;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Text as HTML. */
final class Html {
  private Html() {}

  /** Returns text that a browser shows as it is, in attributes too. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(character -> {
          switch (character) {
            case '&' -> escaped.append("&amp;");
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '"' -> escaped.append("&quot;");
            case '\'' -> escaped.append("&#39;");
            default -> {
              boolean isControl = character < ' ' && character != '\n' && character != '\t';
              escaped.appendCodePoint(isControl ? 0xFFFD : character);
            }
          }
        });
    return escaped.toString();
  }

  static String joined(Stream<String> parts) {
    return parts.collect(Collectors.joining("\n"));
  }

  /** Returns a position on a scale of 0 to 1 as a percentage of a drawing's width. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * Math.clamp(share, 0, 1));
  }
}
