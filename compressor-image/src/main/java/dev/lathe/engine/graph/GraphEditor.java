package dev.lathe.engine.graph;

import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Collects changes to a graph and makes the changed copy.
 *
 * <p>Nodes are told apart by identity, so edits hold while others are made. {@link #toGraph()} puts
 * nodes into a topological order that keeps the given one wherever it can.
 */
public final class GraphEditor {
  private final Graph original;
  private final List<Node> nodes;
  private final List<Value> inputs;
  private final List<Value> outputs;
  private final SequencedMap<String, Initializer> initializers;
  private final SequencedMap<String, SparseTensor> sparseInitializers;
  private final SequencedMap<String, Value> valueInfo;
  private final Set<String> taken = new HashSet<>();

  GraphEditor(Graph graph) {
    original = graph;
    nodes = new ArrayList<>(graph.nodes());
    inputs = new ArrayList<>(graph.inputs());
    outputs = new ArrayList<>(graph.outputs());
    initializers = new LinkedHashMap<>(graph.initializers());
    sparseInitializers = new LinkedHashMap<>(graph.sparseInitializers());
    valueInfo = new LinkedHashMap<>(graph.valueInfo());
    collectNames(graph);
  }

  private void collectNames(Graph graph) {
    graph.inputs().forEach(value -> taken.add(value.name()));
    taken.addAll(graph.initializers().keySet());
    taken.addAll(graph.sparseInitializers().keySet());
    for (Node node : graph.nodes()) {
      taken.add(node.name());
      taken.addAll(node.outputs());
      taken.addAll(node.inputs());
      node.bodies().forEach(this::collectNames);
    }
  }

  /** Returns a name no value or node has yet, {@code hint} if that is free, and takes it. */
  public String freshName(String hint) {
    String candidate = hint;
    for (int suffix = 1; !taken.add(candidate); suffix++) {
      candidate = hint + "_" + suffix;
    }
    return candidate;
  }

  /** Returns the node that writes a value as the graph stands now. */
  public Optional<Node> producer(String value) {
    return nodes.stream().filter(node -> node.outputs().contains(value)).findFirst();
  }

  /** Adds a node; where it stands follows from what it reads. */
  public GraphEditor add(Node node) {
    nodes.add(node);
    taken.addAll(node.outputs());
    return this;
  }

  /** Adds a node right before another. */
  public GraphEditor insertBefore(Node anchor, Node node) {
    nodes.add(indexOf(anchor), node);
    taken.addAll(node.outputs());
    return this;
  }

  /** Adds a node right behind another. */
  public GraphEditor insertAfter(Node anchor, Node node) {
    nodes.add(indexOf(anchor) + 1, node);
    taken.addAll(node.outputs());
    return this;
  }

  public GraphEditor replace(Node old, Node replacement) {
    nodes.set(indexOf(old), replacement);
    taken.addAll(replacement.outputs());
    return this;
  }

  public GraphEditor remove(Node node) {
    nodes.remove(indexOf(node));
    return this;
  }

  /** Adds an initializer, or gives the one of that name another value. */
  public GraphEditor initializer(String name, Tensor tensor) {
    Initializer old = initializers.get(name);
    initializers.put(name, old == null ? Initializer.of(name, tensor) : old.withTensor(tensor));
    sparseInitializers.remove(name);
    valueInfo.remove(name);
    taken.add(name);
    return this;
  }

  public GraphEditor removeInitializer(String name) {
    initializers.remove(name);
    sparseInitializers.remove(name);
    inputs.removeIf(input -> input.name().equals(name));
    return this;
  }

  public GraphEditor addInput(Value value) {
    inputs.add(value);
    taken.add(value.name());
    return this;
  }

  public GraphEditor addOutput(Value value) {
    outputs.add(value);
    return this;
  }

  /** Declares the type of an intermediate value, or forgets it where the type is stale. */
  public GraphEditor forgetType(String valueName) {
    valueInfo.remove(valueName);
    return this;
  }

  /**
   * Lets every reader of {@code oldName} read {@code newName} instead, in bodies too. Graph outputs
   * keep their names: to move one, let the new producer write the old name.
   */
  public GraphEditor redirect(String oldName, String newName) {
    nodes.replaceAll(node -> redirect(node, oldName, newName));
    return this;
  }

  private static Node redirect(Node node, String oldName, String newName) {
    if (!GraphIndex.valuesReadBy(node).contains(oldName)) {
      return node;
    }
    Node changed = node.mapInputs(input -> input.equals(oldName) ? newName : input);
    for (Map.Entry<String, Attribute> entry : node.attributes().entrySet()) {
      if (entry.getValue() instanceof Attribute.GraphValue(Graph body)) {
        changed = changed.withAttribute(entry.getKey(), redirected(body, oldName, newName));
      } else if (entry.getValue() instanceof Attribute.Graphs(List<Graph> bodies)) {
        changed =
            changed.withAttribute(
                entry.getKey(),
                new Attribute.Graphs(
                    bodies.stream().map(b -> redirected(b, oldName, newName).value()).toList()));
      }
    }
    return changed;
  }

  private static Attribute.GraphValue redirected(Graph body, String oldName, String newName) {
    GraphEditor editor = body.edit().redirect(oldName, newName);
    editor.outputs.replaceAll(output ->
        output.name().equals(oldName)
            ? new Value(newName, output.type(), output.residue())
            : output);
    return new Attribute.GraphValue(editor.toGraph());
  }

  /** Returns the changed graph, its nodes in topological order. */
  public Graph toGraph() {
    return new Graph(
        original.name(),
        sorted(),
        inputs,
        outputs,
        initializers,
        sparseInitializers,
        valueInfo,
        original.residue());
  }

  /** Depth-first from each node in the given order: a sorted list comes out as it went in. */
  private List<Node> sorted() {
    Map<String, Integer> producer = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String output : nodes.get(i).outputs()) {
        if (!output.isEmpty()) {
          producer.put(output, i);
        }
      }
    }
    List<Node> order = new ArrayList<>(nodes.size());
    boolean[] placed = new boolean[nodes.size()];
    boolean[] open = new boolean[nodes.size()];
    java.util.ArrayDeque<Integer> stack = new java.util.ArrayDeque<>();
    for (int i = 0; i < nodes.size(); i++) {
      stack.push(i);
      while (!stack.isEmpty()) {
        int at = stack.peek();
        if (placed[at]) {
          stack.pop();
          continue;
        }
        open[at] = true;
        int missing = firstUnplaced(at, producer, placed);
        if (missing < 0) {
          stack.pop();
          placed[at] = true;
          order.add(nodes.get(at));
        } else if (open[missing]) {
          throw new IllegalStateException(
              "the graph has a cycle through " + nodes.get(missing).label());
        } else {
          stack.push(missing);
        }
      }
    }
    return order;
  }

  private int firstUnplaced(int at, Map<String, Integer> producer, boolean[] placed) {
    for (String read : GraphIndex.valuesReadBy(nodes.get(at))) {
      Integer from = producer.get(read);
      if (from != null && !placed[from]) {
        return from;
      }
    }
    return -1;
  }

  private int indexOf(Node node) {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i) == node) {
        return i;
      }
    }
    throw new IllegalArgumentException(node.label() + " is not in the graph being edited");
  }
}
