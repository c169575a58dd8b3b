package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Needed;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Value;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Removes what no output needs: nodes, initializers, and types declared for values that are gone.
 *
 * <p>Before: {@code x → Relu → y; x → Exp → unused}. After: {@code x → Relu → y}. Inputs stay, read
 * or not: they are what callers feed.
 */
public final class RemoveDeadNodes implements Rewrite {
  @Override
  public Outcome apply(Model model) {
    Tally tally = new Tally();
    return tally.outcome(model, Bodies.changeAll(model.graph(), graph -> prune(graph, tally)));
  }

  private static Graph prune(Graph graph, Tally tally) {
    Needed needed = Needed.of(graph, graph.outputs().stream().map(Value::name).toList());
    GraphEditor editor = graph.edit();
    int before = tally.changes();
    for (Node node : needed.others()) {
      editor.remove(node);
      tally.change();
    }
    for (String name : unneeded(graph, needed)) {
      editor.removeInitializer(name);
      tally.change();
    }
    Set<String> written =
        needed.nodes().stream().flatMap(n -> n.outputs().stream()).collect(Collectors.toSet());
    for (String name : List.copyOf(graph.valueInfo().keySet())) {
      if (!written.contains(name)) {
        editor.forgetType(name);
        tally.change();
      }
    }
    return tally.changes() > before ? editor.toGraph() : graph;
  }

  private static Set<String> unneeded(Graph graph, Needed needed) {
    Set<String> names = new TreeSet<>(graph.initializers().keySet());
    names.addAll(graph.sparseInitializers().keySet());
    names.removeAll(needed.values());
    graph.inputs().stream().map(Value::name).forEach(names::remove);
    return names;
  }
}
