package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.shape.ConstantNode;
import dev.lathe.engine.tensor.Tensor;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes initializers of constants, which some exporters write as nodes, weights among them.
 *
 * <p>Before: {@code Constant(value) → w}. After: initializer {@code w}. Constants in bodies of
 * control flow become initializers there. A sparse constant stays a node, and so does one that is
 * an output of its graph.
 */
public final class LiftConstants implements Rewrite {
  @Override
  public Outcome apply(Model model) {
    Tally tally = new Tally();
    return tally.outcome(model, Bodies.changeAll(model.graph(), graph -> lift(graph, tally)));
  }

  private static Graph lift(Graph graph, Tally tally) {
    Set<String> outputs = graph.outputs().stream().map(Value::name).collect(Collectors.toSet());
    GraphEditor editor = graph.edit();
    int before = tally.changes();
    for (Node node : graph.nodes()) {
      if (!node.is("Constant")) {
        continue;
      }
      Optional<Tensor> value = ConstantNode.valueOf(node);
      if (value.isEmpty()) {
        tally.refuse(node, "its value is sparse");
      } else if (outputs.contains(node.output())) {
        tally.refuse(node, "it is an output of the graph");
      } else {
        editor.remove(node).initializer(node.output(), value.get());
        tally.change();
      }
    }
    return tally.changes() > before ? editor.toGraph() : graph;
  }
}
