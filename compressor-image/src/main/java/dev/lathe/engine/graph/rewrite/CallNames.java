package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Node;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the values of a function's body, or of a body within it, are called at one call. */
final class CallNames {
  private final String prefix;
  private final UnaryOperator<String> freshName;
  private final @Nullable CallNames outer;
  private final Map<String, String> own = new HashMap<>();

  private CallNames(String prefix, UnaryOperator<String> freshName, @Nullable CallNames outer) {
    this.prefix = prefix;
    this.freshName = freshName;
    this.outer = outer;
  }

  /**
   * Starts with nothing named.
   *
   * @param freshName makes a name free in the whole model
   */
  static CallNames of(Node call, UnaryOperator<String> freshName) {
    String prefix =
        call.name().isEmpty()
            ? call.outputs().stream().filter(name -> !name.isEmpty()).findFirst().orElse("")
            : call.name();
    return new CallNames(prefix, freshName, null);
  }

  /** Returns the names of a body within: its own hide those around it. */
  CallNames within() {
    return new CallNames(prefix, freshName, this);
  }

  boolean has(String value) {
    return own.containsKey(value);
  }

  /**
   * Gives a value a name that the caller has.
   *
   * @param name empty where an input is left out
   */
  void put(String value, String name) {
    own.put(value, name);
  }

  /** Returns the name of a value of this very body, a free one the first time; none has none. */
  String write(String value) {
    return value.isEmpty()
        ? ""
        : own.computeIfAbsent(value, key -> freshName.apply(behindCall(key)));
  }

  /** Returns the name of a value that was written here or around. */
  String read(String value) {
    if (value.isEmpty()) {
      return "";
    }
    String name = own.get(value);
    if (name != null) {
      return name;
    }
    return outer == null ? value : outer.read(value);
  }

  /** Returns a name of the function behind that of the call, as in {@code block_1/h}. */
  String behindCall(String name) {
    return prefix + (name.startsWith("/") ? "" : "/") + name;
  }
}
