package dev.lathe.engine.graph;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks what every valid graph holds to: each value is written once, before it is read. */
public final class GraphCheck {
  private GraphCheck() {}

  /** Returns the first violation as a sentence that names the node and the value, or empty. */
  public static Optional<String> firstProblem(Graph graph) {
    return new Scope(null, graph).firstProblem();
  }

  /** The values that can be read at a point of a graph: its own, and those of the graphs around. */
  private static final class Scope {
    private final @Nullable Scope outer;
    private final Graph graph;
    private final Set<String> known = new HashSet<>();

    Scope(@Nullable Scope outer, Graph graph) {
      this.outer = outer;
      this.graph = graph;
    }

    private boolean knows(String value) {
      return known.contains(value) || (outer != null && outer.knows(value));
    }

    Optional<String> firstProblem() {
      for (Value input : graph.inputs()) {
        if (!known.add(input.name())) {
          return Optional.of("graph input '%s' is declared twice".formatted(input.name()));
        }
      }
      known.addAll(graph.initializers().keySet());
      known.addAll(graph.sparseInitializers().keySet());
      for (Node node : graph.nodes()) {
        Optional<String> problem = firstProblem(node);
        if (problem.isPresent()) {
          return problem;
        }
      }
      return graph.outputs().stream()
          .map(Value::name)
          .filter(name -> !knows(name))
          .findFirst()
          .map("graph output '%s' is written by nothing"::formatted);
    }

    private Optional<String> firstProblem(Node node) {
      for (int i = 0; i < node.inputs().size(); i++) {
        String read = node.input(i);
        if (!read.isEmpty() && !knows(read)) {
          return Optional.of(
              "%s: input %d, '%s', %s".formatted(node.label(), i, read, whyUnknown(read)));
        }
      }
      for (Graph body : node.bodies()) {
        Optional<String> inBody = new Scope(this, body).firstProblem();
        if (inBody.isPresent()) {
          return inBody.map(problem -> node.label() + ", body '" + body.name() + "': " + problem);
        }
      }
      for (String output : node.outputs()) {
        if (!output.isEmpty() && !known.add(output)) {
          return Optional.of(
              "%s: output '%s' is written a second time".formatted(node.label(), output));
        }
      }
      return Optional.empty();
    }

    private String whyUnknown(String read) {
      return graph.nodes().stream().anyMatch(node -> node.outputs().contains(read))
          ? "is written only by this node or one behind it: the graph has a cycle or is not in"
              + " topological order"
          : "is written by nothing";
    }
  }
}
