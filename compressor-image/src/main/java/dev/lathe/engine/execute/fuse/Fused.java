package dev.lathe.engine.execute.fuse;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Needed;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Residue;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts a node of one kernel in the place of the last of several, wherever one is found. */
public final class Fused {
  /** The domain of the operators that stand for a kernel. */
  public static final String DOMAIN = "dev.lathe";

  private static final List<Fusion> FUSIONS =
      List.of(
          new FuseLayerNormalization(),
          new FuseLinear(),
          new FuseGelu(),
          new FuseAttention(),
          new FuseFakeQuantize());

  private Fused() {}

  /**
   * Returns the graph with kernels in it.
   *
   * @param graph whose types are inferred
   * @param moving initializers whose numbers change
   * @param wanted values somebody asks for
   */
  public static Graph graph(Graph graph, Set<String> moving, Collection<String> wanted) {
    Surroundings around = new Surroundings(graph, new GraphIndex(graph), moving);
    GraphEditor editor = graph.edit();
    for (Node node : graph.nodes()) {
      for (Fusion fusion : FUSIONS) {
        Optional<Node> found = fusion.apply(node, around);
        if (found.isPresent()) {
          editor.replace(node, found.get());
          break;
        }
      }
    }
    Needed.of(editor.toGraph(), wanted).others().forEach(editor::remove);
    return editor.toGraph();
  }

  static Node node(String operator, Node last, List<String> inputs) {
    return new Node(
        last.name(), DOMAIN, operator, inputs, last.outputs(), Map.of(), Residue.none());
  }
}
