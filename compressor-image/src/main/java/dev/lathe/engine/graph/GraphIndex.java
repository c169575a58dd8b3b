package dev.lathe.engine.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who writes and who reads each value of one graph. A node whose body reads an outer value counts
 * as a reader of it.
 */
public final class GraphIndex {
  private final Map<String, Node> producers = new HashMap<>();
  private final Map<String, List<Node>> consumers = new HashMap<>();
  private final Set<String> outputs = new HashSet<>();

  public GraphIndex(Graph graph) {
    for (Node node : graph.nodes()) {
      for (String output : node.outputs()) {
        if (!output.isEmpty()) {
          producers.put(output, node);
        }
      }
      for (String read : valuesReadBy(node)) {
        consumers.computeIfAbsent(read, name -> new ArrayList<>()).add(node);
      }
    }
    graph.outputs().forEach(output -> outputs.add(output.name()));
  }

  /** Returns the node that writes a value; empty for inputs, initializers and unknown names. */
  public Optional<Node> producer(String value) {
    return Optional.ofNullable(producers.get(value));
  }

  /** Returns the nodes that read a value, each once, in graph order. */
  public List<Node> consumers(String value) {
    return List.copyOf(consumers.getOrDefault(value, List.of()));
  }

  /** Whether the value is an output of the graph. */
  public boolean isOutput(String value) {
    return outputs.contains(value);
  }

  /** Returns the only reader of a value that nothing else reads and that is no graph output. */
  public Optional<Node> soleConsumer(String value) {
    List<Node> readers = consumers.getOrDefault(value, List.of());
    return readers.size() == 1 && !isOutput(value)
        ? Optional.of(readers.getFirst())
        : Optional.empty();
  }

  /** Returns the names a node reads: its inputs, and what its bodies take from outside. */
  public static Set<String> valuesReadBy(Node node) {
    Set<String> read = new java.util.LinkedHashSet<>(node.inputs());
    read.remove("");
    node.bodies().forEach(body -> read.addAll(freeNames(body)));
    return read;
  }

  private static Set<String> freeNames(Graph body) {
    Set<String> bound = new HashSet<>(body.initializers().keySet());
    bound.addAll(body.sparseInitializers().keySet());
    body.inputs().forEach(input -> bound.add(input.name()));
    Set<String> free = new java.util.LinkedHashSet<>();
    for (Node node : body.nodes()) {
      for (String read : valuesReadBy(node)) {
        if (!bound.contains(read)) {
          free.add(read);
        }
      }
      bound.addAll(node.outputs());
    }
    body.outputs().stream().map(Value::name).filter(n -> !bound.contains(n)).forEach(free::add);
    return free;
  }
}
