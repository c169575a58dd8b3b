package dev.lathe.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.tensor.DType;
import java.util.List;
import org.junit.jupiter.api.Test;

class NeededTest {
  @Test
  void whatAValueIsComputedFromIsNeededAndNothingElse() {
    Graph graph =
        Sketch.model(
                g -> {
                  String x = g.input("x", 2);
                  String first = g.relu(x);
                  g.output(g.node("Exp", first));
                  g.output(g.node("Add", g.node("Neg", first), g.weights(2)));
                })
            .graph();

    Needed needed = Needed.of(graph, List.of("add_3_out"));

    assertThat(needed.nodes()).extracting(Node::opType).containsExactly("Relu", "Neg", "Add");
    assertThat(needed.others()).extracting(Node::opType).containsExactly("Exp");
    assertThat(needed.values())
        .containsExactlyInAnyOrder("add_3_out", "neg_2_out", "c0", "relu_0_out", "x");
  }

  @Test
  void whatABodyReadsIsNeededForItsNode() {
    Graph graph =
        Sketch.model(
                g -> {
                  String read = g.relu(g.input("x", 2));
                  g.output(
                      g.op("If")
                          .with("then_branch", g.body(b -> b.output(b.node("Neg", read))))
                          .with("else_branch", g.body(b -> b.output(b.node("Abs", read))))
                          .on(g.input("c", DType.BOOL)));
                })
            .graph();

    assertThat(Needed.of(graph, List.of("if_1_out")).nodes()).isEqualTo(graph.nodes());
  }

  @Test
  void whatNobodyWritesNeedsNoNode() {
    Graph graph = Sketch.model(g -> g.output(g.relu(g.input("x", 2)))).graph();

    assertThat(Needed.of(graph, List.of("x")).nodes()).isEmpty();
  }
}
