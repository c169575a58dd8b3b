package dev.lathe.engine.graph.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Sketch;
import java.util.List;
import org.junit.jupiter.api.Test;

class RewriterTest {
  private static final Model MODEL =
      Sketch.model(g -> g.output(g.relu(g.node("Identity", g.batchNorm(conv(g))))));

  private static String conv(Sketch g) {
    return g.conv(g.input("x", 1, 3, 4, 4), 2);
  }

  /** Renames the first node, endlessly. */
  private static final class Restless implements Rewrite {
    @Override
    public Outcome apply(Model model) {
      Node first = model.graph().nodes().getFirst();
      Node renamed =
          new Node(
              first.name() + "x",
              "",
              first.opType(),
              first.inputs(),
              first.outputs(),
              first.attributes(),
              first.residue());
      Graph changed = model.graph().edit().replace(first, renamed).toGraph();
      return new Outcome(model.withGraph(changed), 1, List.of());
    }
  }

  /** Drops the first node, needed or not. */
  private static final class Careless implements Rewrite {
    @Override
    public Outcome apply(Model model) {
      Graph changed = model.graph().edit().remove(model.graph().nodes().getFirst()).toGraph();
      return new Outcome(model.withGraph(changed), 1, List.of());
    }
  }

  @Test
  void rulesAreAppliedUntilNothingChanges() {
    Rewritten rewritten =
        new Rewriter(
                List.of(new FoldBatchNormIntoConv(), new RemoveIdentity(), new RemoveDeadNodes()))
            .rewrite(MODEL);

    assertThat(rewritten.model().graph().nodes())
        .extracting(Node::opType)
        .containsExactly("Conv", "Relu");
    assertThat(rewritten.changes())
        .hasToString("{FoldBatchNormIntoConv=1, RemoveIdentity=1, RemoveDeadNodes=6}");
    assertThat(rewritten.refusals()).isEmpty();
  }

  @Test
  void aRuleThatBreaksTheGraphIsNamed() {
    assertThatThrownBy(() -> new Rewriter(List.of(new Careless())).rewrite(MODEL))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ENGINE_ERROR))
        .hasMessageContaining("Careless broke the graph: ");
  }

  @Test
  void rulesWithoutEndAreStopped() {
    assertThatThrownBy(() -> new Rewriter(List.of(new Restless())).rewrite(MODEL))
        .hasMessageContaining("do not come to an end after 100 rounds, changes so far: {Restless=");
  }

  @Test
  void anInvalidModelIsNotBlamedOnARule() {
    Model broken = new Careless().apply(MODEL).model();

    assertThatThrownBy(() -> new Rewriter(List.of()).rewrite(broken))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_MODEL))
        .hasMessageContaining("is written by nothing");
  }
}
