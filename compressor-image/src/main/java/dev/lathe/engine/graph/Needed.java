package dev.lathe.engine.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * What it takes to compute some values of a graph. What a body reads from outside is needed for the
 * node that has the body.
 *
 * @param nodes in the order of the graph
 * @param others the nodes that are not needed, in the order of the graph
 * @param values those asked for and all that the nodes read
 */
public record Needed(List<Node> nodes, List<Node> others, SequencedSet<String> values) {
  public Needed {
    nodes = List.copyOf(nodes);
    others = List.copyOf(others);
    values = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(values));
  }

  /**
   * Goes back from values to what they are computed from.
   *
   * @param graph whose nodes are in topological order
   */
  public static Needed of(Graph graph, Collection<String> wanted) {
    SequencedSet<String> values = new LinkedHashSet<>(wanted);
    List<Node> nodes = new ArrayList<>();
    List<Node> others = new ArrayList<>();
    for (Node node : graph.nodes().reversed()) {
      if (node.outputs().stream().anyMatch(values::contains)) {
        values.addAll(GraphIndex.valuesReadBy(node));
        nodes.add(node);
      } else {
        others.add(node);
      }
    }
    return new Needed(nodes.reversed(), others.reversed(), values);
  }
}
