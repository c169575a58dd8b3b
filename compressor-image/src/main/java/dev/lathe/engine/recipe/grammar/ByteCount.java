package dev.lathe.engine.recipe.grammar;

import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as Kubernetes writes quantities. */
final class ByteCount {
  private static final Pattern QUANTITY = Pattern.compile("([0-9]{1,15})([KMGT]i|[kMGT])?");
  private static final Map<String, Long> UNITS =
      Map.of(
          "", 1L,
          "k", 1_000L,
          "M", 1_000_000L,
          "G", 1_000_000_000L,
          "T", 1_000_000_000_000L,
          "Ki", 1L << 10,
          "Mi", 1L << 20,
          "Gi", 1L << 30,
          "Ti", 1L << 40);

  private ByteCount() {}

  /** Returns the number; empty if it is none, the largest there is if it is larger. */
  static OptionalLong parse(String text) {
    Matcher matcher = QUANTITY.matcher(text);
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    String unit = matcher.group(2) == null ? "" : matcher.group(2);
    long count = Long.parseLong(matcher.group(1));
    long factor = UNITS.getOrDefault(unit, 1L);
    return OptionalLong.of(count > Long.MAX_VALUE / factor ? Long.MAX_VALUE : count * factor);
  }
}
