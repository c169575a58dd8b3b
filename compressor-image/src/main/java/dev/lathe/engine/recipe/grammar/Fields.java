package dev.lathe.engine.recipe.grammar;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The fields of an object. Each is asked for by name; see {@link Value#object}. */
public final class Fields {
  private final Map<String, NodeTuple> written = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();
  private final Place place;
  private final Faults faults;
  private final boolean exists;

  Fields(@Nullable MappingNode mapping, Place place, Faults faults) {
    this.place = place;
    this.faults = faults;
    exists = mapping != null;
    if (mapping != null) {
      for (NodeTuple tuple : mapping.getValue()) {
        put(tuple);
      }
    }
  }

  private void put(NodeTuple tuple) {
    Node key = tuple.getKeyNode();
    if (!(key instanceof ScalarNode scalar)) {
      faults.add(at(key, "?"), "the name of a field expected, found an object or a list");
      return;
    }
    NodeTuple earlier = written.putIfAbsent(scalar.getValue(), tuple);
    if (earlier != null) {
      faults.add(
          at(key, scalar.getValue()),
          "the field stands here twice, first in line " + Value.line(earlier.getKeyNode()));
    }
  }

  /** Returns the value of a field, if it is there. */
  public Optional<Value> optional(String name) {
    known.add(name);
    return Optional.ofNullable(written.get(name))
        .map(tuple -> new Value(tuple.getValueNode(), at(tuple.getValueNode(), name), faults))
        .filter(value -> !value.isMissing());
  }

  /** Returns the value of a field that has to be there: it is a fault if it is not. */
  public Value required(String name) {
    Optional<Value> value = optional(name);
    if (value.isEmpty() && exists) {
      NodeTuple tuple = written.get(name);
      Place missing = new Place(path(name), place.line(), place.column());
      faults.add(
          tuple == null ? missing : at(tuple.getKeyNode(), name),
          tuple == null ? "this field is required" : "this field is required, but holds nothing");
    }
    return value.orElseGet(() -> new Value(null, place, faults));
  }

  /** Accepts fields, whatever they hold. */
  public void ignore(String... names) {
    known.addAll(List.of(names));
  }

  /** Accepts all fields, whatever they are. */
  public void ignoreRest() {
    known.addAll(written.keySet());
  }

  /** Says what is wrong with the object as a whole; if it is missing, that was said already. */
  public void fault(String sentence) {
    if (exists) {
      faults.add(place, sentence);
    }
  }

  /** Whether nothing in the whole file has been wrong so far. */
  public boolean isFaultless() {
    return faults.isEmpty();
  }

  void refuseRest() {
    written.forEach((name, tuple) -> {
      if (!known.contains(name)) {
        faults.add(
            at(tuple.getKeyNode(), name),
            "there is no such field%s; known here: %s"
                .formatted(Spelling.hint(name, known), String.join(", ", known)));
      }
    });
  }

  private String path(String name) {
    return place.path().isEmpty() ? name : place.path() + "." + name;
  }

  private Place at(Node node, String name) {
    return place.field(name, Value.line(node), Value.column(node));
  }
}
