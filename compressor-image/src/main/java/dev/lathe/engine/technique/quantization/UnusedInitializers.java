package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Value;
import java.util.HashSet;
import java.util.Set;

/** The constants that nothing reads any more once their readers read integers. */
final class UnusedInitializers {
  private UnusedInitializers() {}

  static Graph remove(Graph graph) {
    Set<String> read = new HashSet<>();
    for (Node node : graph.nodes()) {
      read.addAll(GraphIndex.valuesReadBy(node));
    }
    graph.outputs().stream().map(Value::name).forEach(read::add);
    GraphEditor editor = graph.edit();
    graph.initializers().keySet().stream()
        .filter(name -> !read.contains(name))
        .forEach(editor::removeInitializer);
    return editor.toGraph();
  }
}
