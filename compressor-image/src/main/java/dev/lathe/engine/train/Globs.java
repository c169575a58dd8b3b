package dev.lathe.engine.train;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Patterns over names: {@code *} stands for any text, {@code ?} for one character. */
public final class Globs {
  private static final int LONGEST_LIST = 5;

  private Globs() {}

  public static boolean anyMatches(List<String> globs, String name) {
    return globs.stream().anyMatch(glob -> matches(glob, name));
  }

  /** Whether a pattern is that of the whole name. */
  static boolean matches(String glob, String name) {
    String regex =
        glob.codePoints()
            .mapToObj(Character::toString)
            .map(character ->
                switch (character) {
                  case "*" -> ".*";
                  case "?" -> ".";
                  default -> Pattern.quote(character);
                })
            .collect(Collectors.joining());
    return Pattern.compile(regex, Pattern.DOTALL).matcher(name).matches();
  }

  /**
   * Returns a sentence for each pattern that is of none of the names, with some of them.
   *
   * @param what bears the names, as in {@code node}
   */
  public static List<String> unmatched(List<String> globs, Collection<String> names, String what) {
    return globs.stream()
        .filter(glob -> names.stream().noneMatch(name -> matches(glob, name)))
        .map(glob ->
            "no %s is called '%s'%s"
                .formatted(what, glob, names.isEmpty() ? "" : ": there are " + some(names)))
        .toList();
  }

  /** Returns the first of some names, as a sentence lists them. */
  static String some(Collection<String> names) {
    String first =
        names.stream()
            .limit(LONGEST_LIST)
            .map(name -> "'" + name + "'")
            .collect(Collectors.joining(", "));
    int more = names.size() - LONGEST_LIST;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
