package dev.lathe.engine.train;

import java.util.List;
import java.util.regex.Pattern;

/** Matches names of initializers: {@code *} is anything, {@code ?} any one character. */
final class Globs {
  private Globs() {}

  static boolean anyMatches(List<String> globs, String name) {
    return globs.stream().anyMatch(glob -> matches(glob, name));
  }

  static boolean matches(String glob, String name) {
    StringBuilder regex = new StringBuilder();
    for (char c : glob.toCharArray()) {
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(name).matches();
  }
}
