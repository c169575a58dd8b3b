package dev.lathe.engine.graph;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Checks what every valid graph holds to: each value is written once, before it is read. */
public final class GraphCheck {
  private GraphCheck() {}

  /** Returns the first violation as a sentence that names the node and the value, or empty. */
  public static Optional<String> firstProblem(Graph graph) {
    return firstProblem(graph, Set.of());
  }

  private static Optional<String> firstProblem(Graph graph, Set<String> outer) {
    Set<String> known = new HashSet<>(outer);
    Set<String> written = new HashSet<>();
    for (Value input : graph.inputs()) {
      if (!written.add(input.name())) {
        return Optional.of("graph input '%s' is declared twice".formatted(input.name()));
      }
    }
    known.addAll(written);
    known.addAll(graph.initializers().keySet());
    known.addAll(graph.sparseInitializers().keySet());
    written.addAll(known);
    written.removeAll(outer);
    Set<String> writtenLater = new HashSet<>();
    graph.nodes().forEach(node -> writtenLater.addAll(node.outputs()));
    for (Node node : graph.nodes()) {
      for (int i = 0; i < node.inputs().size(); i++) {
        String read = node.input(i);
        if (!read.isEmpty() && !known.contains(read)) {
          String why =
              writtenLater.contains(read)
                  ? "is written only by this node or one behind it: the graph has a cycle or is not"
                      + " in topological order"
                  : "is written by nothing";
          return Optional.of("%s: input %d, '%s', %s".formatted(node.label(), i, read, why));
        }
      }
      for (Graph body : node.bodies()) {
        Optional<String> inBody = firstProblem(body, known);
        if (inBody.isPresent()) {
          return inBody.map(problem -> node.label() + ", body '" + body.name() + "': " + problem);
        }
      }
      for (String output : node.outputs()) {
        if (!output.isEmpty() && !written.add(output)) {
          return Optional.of(
              "%s: output '%s' is written a second time".formatted(node.label(), output));
        }
      }
      known.addAll(node.outputs());
    }
    return graph.outputs().stream()
        .map(Value::name)
        .filter(name -> !known.contains(name))
        .findFirst()
        .map("graph output '%s' is written by nothing"::formatted);
  }
}
