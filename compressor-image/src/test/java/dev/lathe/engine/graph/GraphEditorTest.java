package dev.lathe.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.tensor.DType;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphEditorTest {
  private static final Value X = Value.of("x", ValueType.TensorType.of(DType.FLOAT, Dim.of(1)));

  private static Graph graph(String output, Node... nodes) {
    return new Graph(
        "g",
        List.of(nodes),
        List.of(X),
        List.of(Value.of(output, X.type())),
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        Residue.none());
  }

  private static Node relu(String in, String out) {
    return Node.of("Relu", out, List.of(in), List.of(out));
  }

  @Test
  void anUntouchedGraphKeepsItsOrder() {
    Graph graph = graph("c", relu("x", "b"), relu("x", "a"), relu("a", "c"));

    assertThat(graph.edit().toGraph()).isEqualTo(graph);
  }

  @Test
  void anAddedNodeMovesInFrontOfItsReader() {
    Graph graph = graph("y", relu("x", "y"));
    Node old = graph.nodes().getFirst();

    Graph changed =
        graph.edit().replace(old, relu("between", "y")).add(relu("x", "between")).toGraph();

    assertThat(changed.nodes()).extracting(Node::output).containsExactly("between", "y");
    assertThat(GraphCheck.firstProblem(changed)).isEmpty();
  }

  @Test
  void aCycleIsRefusedByName() {
    Graph graph = graph("y", relu("x", "y"));

    assertThatThrownBy(() ->
            graph
                .edit()
                .replace(graph.nodes().getFirst(), relu("z", "y"))
                .add(relu("y", "z"))
                .toGraph())
        .hasMessageContaining("cycle through Relu 'y'");
  }

  @Test
  void aFreshNameIsNeverOneInUse() {
    GraphEditor editor = graph("y", relu("x", "y")).edit();

    assertThat(List.of(editor.freshName("y"), editor.freshName("y"), editor.freshName("new")))
        .containsExactly("y_1", "y_2", "new");
  }

  @Test
  void redirectReachesIntoBodies() {
    Graph body = graph("inner", relu("outer", "inner"));
    Node loop =
        Node.of("If", "if", List.of("x"), List.of("y"))
            .withAttribute("then_branch", new Attribute.GraphValue(body));
    Graph graph = graph("y", relu("x", "outer"), relu("x", "other"), loop);

    Graph changed = graph.edit().redirect("outer", "other").toGraph();

    assertThat(new GraphIndex(changed).consumers("outer")).isEmpty();
    assertThat(new GraphIndex(changed).consumers("other")).hasSize(1);
  }
}
