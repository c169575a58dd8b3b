package dev.lathe.engine.execute.emit;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What there is a row for, by domain, operator and version. */
public final class OperatorTable {
  private final Map<String, TreeMap<Long, Operator>> rows = new HashMap<>();

  /**
   * @throws IllegalArgumentException if an operator has two rows of a version
   */
  @SafeVarargs
  public OperatorTable(List<Operator>... families) {
    for (List<Operator> family : families) {
      for (Operator row : family) {
        String key = key(row.domain(), row.type());
        if (rows.computeIfAbsent(key, k -> new TreeMap<>()).put(row.since(), row) != null) {
          throw new IllegalArgumentException(key + " has two rows since " + row.since());
        }
      }
    }
  }

  /** Returns the row that holds for a node in an operator set of that version. */
  public Optional<Operator> find(Node node, long version) {
    TreeMap<Long, Operator> versions = rows.get(key(node.domain(), node.opType()));
    return Optional.ofNullable(versions)
        .map(found -> found.floorEntry(version))
        .map(Map.Entry::getValue);
  }

  /** Returns the nodes there is no row for, bodies included, in their order. */
  public List<UnsupportedNode> unsupported(Graph graph, Map<String, Long> opsets) {
    List<UnsupportedNode> found = new ArrayList<>();
    collect(graph, "", opsets, found);
    return found;
  }

  private void collect(
      Graph graph, String place, Map<String, Long> opsets, List<UnsupportedNode> found) {
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.nodes().get(i);
      long version = opsets.getOrDefault(node.domain(), 1L);
      String position = place + i;
      if (find(node, version).isEmpty()) {
        found.add(
            new UnsupportedNode(node.domain(), node.opType(), version, position, node.name()));
      }
      node.bodies().forEach(body -> collect(body, position + ".", opsets, found));
    }
  }

  private static String key(String domain, String type) {
    return domain + ":" + type;
  }
}
