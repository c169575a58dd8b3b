package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.shape.KnownValues;
import java.util.List;
import java.util.Optional;

/**
 * Removes nodes that hand on what they are given: {@code Identity}, {@code Dropout} in inference,
 * and casts, transpositions, reshapes, slices and pads that change nothing in any run.
 *
 * <p>Before: {@code x → Relu → a → Identity → y}. After: {@code x → Relu → y}. Outputs of the graph
 * keep their names, so what leads from an input or initializer straight to an output stays.
 */
public final class RemoveIdentity implements Rewrite {
  @Override
  public Outcome apply(Model model) {
    Tally tally = new Tally();
    Identities identities = new Identities(KnownValues.of(model));
    Graph graph = model.graph();
    for (Node node : graph.nodes()) {
      if (identities.isIdentity(node)) {
        graph = remove(graph, node, tally);
      }
    }
    return tally.outcome(model, graph);
  }

  private static Graph remove(Graph graph, Node given, Tally tally) {
    GraphIndex index = new GraphIndex(graph);
    Node node = index.producer(given.output()).orElseThrow();
    if (node.outputs().stream().skip(1).anyMatch(other -> isRead(index, other))) {
      tally.refuse(node, "its second output is read");
      return graph;
    }
    String from = node.input(0);
    String to = node.output();
    if (!index.isOutput(to)) {
      tally.change();
      return graph.edit().remove(node).forgetType(to).redirect(to, from).toGraph();
    }
    Optional<Node> producer = index.producer(from);
    if (producer.isEmpty() || index.isOutput(from)) {
      tally.refuse(
          node, "it stands between two names that must stay, '" + from + "' and the output");
      return graph;
    }
    tally.change();
    List<String> outputs =
        producer.get().outputs().stream().map(name -> name.equals(from) ? to : name).toList();
    GraphEditor editor = graph.edit().remove(node).forgetType(from);
    return editor
        .replace(producer.get(), producer.get().withOutputs(outputs))
        .redirect(from, to)
        .toGraph();
  }

  private static boolean isRead(GraphIndex index, String value) {
    return !value.isEmpty() && (index.isOutput(value) || !index.consumers(value).isEmpty());
  }
}
