package dev.lathe.engine.graph.rewrite;

import static dev.lathe.engine.graph.rewrite.RewriteAssert.assertThatRewrite;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import org.junit.jupiter.api.Test;

class RemoveDeadNodesTest {
  @Test
  void whatNoOutputNeedsGoesWithItsWeights() {
    RewriteAssert.Applied applied =
        assertThatRewrite(new RemoveDeadNodes())
            .on(g -> {
              String x = g.input("x", -1, 3);
              String unused = g.node("MatMul", x, g.weights(3, 3));
              g.declare(unused, TensorType.of(DType.FLOAT, Dim.of(1), Dim.of(3)));
              g.relu(unused);
              g.output(g.node("MatMul", x, g.weights(3, 2)));
            })
            .rewritesTo("MatMul")
            .soundly(0);

    assertThat(applied.model().graph().initializers()).containsOnlyKeys("c1");
    assertThat(applied.model().graph().valueInfo()).isEmpty();
  }

  @Test
  void anInputStaysThoughNothingReadsIt() {
    RewriteAssert.Applied applied =
        assertThatRewrite(new RemoveDeadNodes())
            .on(g -> {
              g.relu(g.input("unread", 3));
              g.output(g.relu(g.input("x", 3)));
            })
            .rewritesTo("Relu")
            .soundly(0);

    assertThat(applied.model().graph().inputs()).extracting(Value::name).contains("unread");
  }

  @Test
  void whatABodyReadsIsNeeded() {
    assertThatRewrite(new RemoveDeadNodes())
        .on(g -> {
          String needed = g.relu(g.input("x", 2));
          String offset = g.weights(2);
          Graph first = g.body(b -> b.output(b.node("Add", needed, offset)));
          Graph second = g.body(b -> b.output(b.node("Neg", needed)));
          g.output(
              g.op("If")
                  .with("then_branch", first)
                  .with("else_branch", second)
                  .on(g.input("c", DType.BOOL, 1)));
        })
        .doesNotApply();
  }

  @Test
  void deadNodesInBodiesGoToo() {
    RewriteAssert.Applied applied =
        assertThatRewrite(new RemoveDeadNodes())
            .on(g -> {
              String x = g.relu(g.input("x", 2));
              Graph first =
                  g.body(b -> {
                    b.node("Exp", x);
                    b.output(b.node("Abs", x));
                  });
              Graph second = g.body(b -> b.output(b.node("Neg", x)));
              g.output(
                  g.op("If")
                      .with("then_branch", first)
                      .with("else_branch", second)
                      .on(g.input("c", DType.BOOL, 1)));
            })
            .rewritesTo("Relu", "If")
            .soundly(0);

    assertThat(applied.model().graph().nodes().getLast().bodies().getFirst().nodes()).hasSize(1);
  }
}
