package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Graph;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of the values of a graph and of those around it. Filled while nodes are walked. */
final class Scope {

  /**
   * What holds for a whole model.
   *
   * @param opset version of the standard operators
   * @param defaults whether an initializer that is also a graph input is a mere default, which it
   *     is from IR version 4 on
   * @param declarations whether types that the file declares are believed where nothing else is
   *     known
   */
  record Settings(long opset, boolean defaults, boolean declarations) {}

  private final Settings settings;
  private final @Nullable Scope outer;
  private final Map<String, Fact> facts = new HashMap<>();
  private final Map<Graph, Scope> bodies = new IdentityHashMap<>();

  private Scope(Settings settings, @Nullable Scope outer) {
    this.settings = settings;
    this.outer = outer;
  }

  static Scope outermost(Settings settings) {
    return new Scope(settings, null);
  }

  Settings settings() {
    return settings;
  }

  /** Starts a scope, empty again, for a body that reads the values of this one. */
  Scope enter(Graph body) {
    Scope scope = new Scope(settings, this);
    bodies.put(body, scope);
    return scope;
  }

  /** Returns the scope of a body that was walked. */
  Optional<Scope> of(Graph body) {
    return Optional.ofNullable(bodies.get(body));
  }

  void put(String value, Fact fact) {
    facts.put(value, fact);
  }

  /** Returns what is known of a value; nothing of one that is not there. */
  Fact get(String value) {
    Fact fact = facts.get(value);
    if (fact != null) {
      return fact;
    }
    return outer == null ? Fact.unknown() : outer.get(value);
  }

  /** Whether something was put for a value of this very graph. */
  boolean has(String value) {
    return facts.containsKey(value);
  }
}
