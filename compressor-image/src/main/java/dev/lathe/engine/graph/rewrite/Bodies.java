package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Node;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Reaches the bodies of control flow. */
final class Bodies {
  private Bodies() {}

  /** Applies a change to every body, the innermost first, and then to the graph itself. */
  static Graph changeAll(Graph graph, UnaryOperator<Graph> change) {
    GraphEditor editor = graph.edit();
    boolean changed = false;
    for (Node node : graph.nodes()) {
      Node inner = changeBodies(node, body -> changeAll(body, change));
      if (inner != node) {
        editor.replace(node, inner);
        changed = true;
      }
    }
    return change.apply(changed ? editor.toGraph() : graph);
  }

  /** Applies a change to the bodies of a node; returns the very node if none was changed. */
  static Node changeBodies(Node node, UnaryOperator<Graph> change) {
    Node result = node;
    for (Map.Entry<String, Attribute> entry : node.attributes().entrySet()) {
      if (entry.getValue() instanceof Attribute.GraphValue(Graph body)) {
        Graph changed = change.apply(body);
        if (changed != body) {
          result = result.withAttribute(entry.getKey(), new Attribute.GraphValue(changed));
        }
      } else if (entry.getValue() instanceof Attribute.Graphs(List<Graph> bodies)) {
        List<Graph> changed = bodies.stream().map(change).toList();
        if (!changed.equals(bodies)) {
          result = result.withAttribute(entry.getKey(), new Attribute.Graphs(changed));
        }
      }
    }
    return result;
  }
}
