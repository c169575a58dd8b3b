package dev.lathe.engine.technique.quantization;

import java.util.HashMap;
import java.util.Map;

/** Which values have one range, since one is made of the elements of the other. */
final class SharedRanges {
  private final Map<String, String> sameAs = new HashMap<>();
  private final Map<String, String> movedFrom = new HashMap<>();

  /** Lets the ranges of two values, and of all that share them, be one. */
  void join(String one, String other) {
    String from = group(one);
    String to = group(other);
    if (!from.equals(to)) {
      sameAs.put(from, to);
    }
  }

  /** Says that a value holds all elements of another, in another order or shape. */
  void moved(String value, String from) {
    movedFrom.put(value, from);
  }

  /** Returns the value that holds the same elements as this one, as far back as possible. */
  String source(String value) {
    return last(movedFrom, value);
  }

  /** Returns the values whose ranges are one, by any of them: the same name for each of a group. */
  String group(String value) {
    return last(sameAs, value);
  }

  private static String last(Map<String, String> steps, String value) {
    String at = value;
    for (String next = steps.get(at); next != null; next = steps.get(at)) {
      at = next;
    }
    return at;
  }
}
