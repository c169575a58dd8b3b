package dev.lathe.engine.graph.rewrite;

import static dev.lathe.engine.graph.rewrite.RewriteAssert.assertThatRewrite;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Function;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class InlineFunctionsTest {
  private static RewriteAssert inlining() {
    return assertThatRewrite(new InlineFunctions());
  }

  /** Draws {@code Block(x, w) = Relu(x · w)}. */
  private static void block(Sketch g) {
    g.function(
        "Block", f -> f.result(f.relu(f.node("MatMul", f.parameter("x"), f.parameter("w")))));
  }

  @Test
  void aCallBecomesWhatItsFunctionIsMadeOf() {
    RewriteAssert.Applied applied =
        inlining()
            .on(g -> {
              block(g);
              g.output(g.node("Neg", g.call("Block", g.input("x", -1, 3), g.weights(3, 4))));
            })
            .rewritesTo("MatMul", "Relu", "Neg")
            .soundly(0);

    Node product = applied.model().graph().nodes().getFirst();
    assertThat(product.name()).isEqualTo("block_0/matmul_0");
    assertThat(product.outputs()).containsExactly("block_0/matmul_0_out");
    assertThat(applied.model().functions()).isEmpty();
  }

  @Test
  void eachCallHasValuesOfItsOwn() {
    RewriteAssert.Applied applied =
        inlining()
            .on(g -> {
              block(g);
              String taken =
                  g.constant("block_1/matmul_0_out", Tensor.ofFloats(Shape.of(3, 3), new float[9]));
              g.output(
                  g.call("Block", g.call("Block", g.input("x", 2, 3), taken), g.weights(3, 3)));
            })
            .rewritesTo("MatMul", "Relu", "MatMul", "Relu")
            .soundly(0);

    assertThat(applied.model().graph().nodes().get(2).output()).isEqualTo("block_1/matmul_0_out_1");
  }

  @Test
  void functionsWithinFunctionsAreReplacedToo() {
    RewriteAssert.Applied applied =
        inlining()
            .on(g -> {
              g.function(
                  "Two",
                  f -> {
                    String w = f.parameter("w");
                    f.result(f.call("Block", f.call("Block", f.parameter("x"), w), w));
                  });
              block(g);
              g.output(g.call("Two", g.weights(3, 3), g.input("x", -1, 3)));
            })
            .rewritesTo("MatMul", "Relu", "MatMul", "Relu")
            .soundly(0);

    assertThat(applied.model().graph().nodes().getFirst().output())
        .isEqualTo("two_0/block_0/matmul_0_out");
  }

  /** Draws a function whose slope is an attribute, with the default 0.3 or without. */
  private static void leak(Sketch g, boolean hasDefault) {
    g.function(
        "Leak",
        f -> {
          Attribute slope = hasDefault ? f.attribute("slope", 0.3f) : f.attribute("slope");
          f.result(f.op("LeakyRelu").with("alpha", slope).on(f.parameter("x")));
        });
  }

  @Test
  void anAttributeIsThatOfTheCall() {
    RewriteAssert.Applied applied =
        inlining()
            .on(g -> {
              leak(g, true);
              g.output(
                  g.op("Leak").domain(Sketch.LOCAL).with("slope", 0.5f).on(g.input("x", -1, 3)));
            })
            .rewritesTo("LeakyRelu")
            .soundly(0);

    assertThat(onlyNode(applied).attributes()).containsEntry("alpha", Attribute.of(0.5f));
  }

  @Test
  void anAttributeThatTheCallLeavesOutIsItsDefault() {
    RewriteAssert.Applied applied =
        inlining()
            .on(g -> {
              leak(g, true);
              g.output(g.call("Leak", g.input("x", -1, 3)));
            })
            .rewritesTo("LeakyRelu")
            .soundly(0);

    assertThat(onlyNode(applied).attributes()).containsEntry("alpha", Attribute.of(0.3f));
  }

  @Test
  void anAttributeThatNobodyGivesIsLeftOut() {
    RewriteAssert.Applied applied =
        inlining()
            .on(g -> {
              leak(g, false);
              g.output(g.call("Leak", g.input("x", -1, 3)));
            })
            .rewritesTo("LeakyRelu")
            .soundly(0);

    assertThat(onlyNode(applied).attributes()).isEmpty();
  }

  /** The outer function hands its attribute on; where nobody gives it, the inner default counts. */
  @Test
  void anAttributeGoesThroughAFunctionToTheOneWithin() {
    RewriteAssert.Applied applied =
        inlining()
            .on(g -> {
              leak(g, true);
              g.function(
                  "Through",
                  f -> {
                    Attribute slope = f.attribute("outer");
                    f.result(
                        f.op("Leak")
                            .domain(Sketch.LOCAL)
                            .with("slope", slope)
                            .on(f.parameter("x")));
                  });
              String x = g.input("x", -1, 3);
              g.output(g.op("Through").domain(Sketch.LOCAL).with("outer", 0.7f).on(x));
              g.output(g.call("Through", x));
            })
            .rewritesTo("LeakyRelu", "LeakyRelu")
            .soundly(0);

    assertThat(applied.model().graph().nodes())
        .extracting(node -> node.floatAttribute("alpha", 0))
        .containsExactly(0.7f, 0.3f);
  }

  private static Node onlyNode(RewriteAssert.Applied applied) {
    return applied.model().graph().nodes().getFirst();
  }

  @Test
  void anInputThatTheCallLeavesOutIsLeftOutWithin() {
    RewriteAssert.Applied applied =
        inlining()
            .on(g -> {
              g.function(
                  "Limit",
                  f ->
                      f.result(
                          f.node(
                              "Clip",
                              f.parameter("x"),
                              f.parameter("least"),
                              f.parameter("most"))));
              String x = g.input("x", -1, 3);
              String limit = g.constant(Tensor.ofFloats(Shape.scalar(), 0.25f));
              g.output(g.call("Limit", x, "", limit));
              g.output(g.call("Limit", x, limit));
            })
            .rewritesTo("Clip", "Clip")
            .soundly(0);

    assertThat(applied.model().graph().nodes())
        .extracting(Node::inputs)
        .containsExactly(List.of("x", "", "c0"), List.of("x", "c0", ""));
  }

  /** ONNX Runtime does not take such a call. */
  @Test
  void anOutputThatTheCallLeavesOutIsComputedAllTheSame() {
    RewriteAssert.Applied applied =
        inlining()
            .on(g -> {
              g.function(
                  "Both",
                  f -> {
                    String x = f.parameter("x");
                    String hidden = f.relu(x);
                    f.result(f.node("Exp", hidden));
                    f.result(hidden);
                  });
              g.output(g.call("Both", g.input("x", -1, 3)));
            })
            .rewritesTo("Relu", "Exp")
            .isValidOnnx()
            .isAFixpoint()
            .leavesTheInputUntouched();

    assertThat(onlyNode(applied).outputs()).containsExactly("both_0/relu_0_out");
  }

  /** ONNX Runtime does not take such a function. */
  @Test
  void whatAFunctionHandsOnIsCopied() {
    inlining()
        .on(g -> {
          g.function(
              "Same",
              f -> {
                String x = f.parameter("x");
                String y = f.relu(x);
                f.result(x);
                f.result(y);
                f.result(y);
              });
          g.op("Same").domain(Sketch.LOCAL).on(3, g.input("x", -1, 3)).forEach(g::output);
        })
        .rewritesTo("Relu", "Identity", "Identity")
        .isValidOnnx()
        .isAFixpoint()
        .leavesTheInputUntouched();
  }

  @Test
  void aCallInABodyIsReplacedThere() {
    RewriteAssert.Applied applied =
        inlining()
            .on(g -> {
              block(g);
              String x = g.input("x", 2, 3);
              String w = g.weights(3, 3);
              g.output(
                  g.op("If")
                      .with("then_branch", g.body(b -> b.output(b.call("Block", x, w))))
                      .with("else_branch", g.body(b -> b.output(b.node("Neg", x))))
                      .on(g.input("c", DType.BOOL)));
            })
            .rewritesTo("If")
            .soundly(0);

    assertThat(onlyNode(applied).bodies().getFirst().nodes())
        .extracting(Node::opType)
        .containsExactly("MatMul", "Relu");
    assertThat(applied.model().functions()).isEmpty();
  }

  /** The names within are those of the caller too, and must not be taken for one another. */
  @Test
  void bodiesInAFunctionReadTheValuesOfTheirCall() {
    RewriteAssert.Applied applied =
        inlining()
            .on(g -> {
              g.function(
                  "Choose",
                  f -> {
                    String a = f.parameter("a");
                    String hidden = f.relu(a);
                    Graph first = f.body(b -> b.output(b.node("Add", hidden, a)));
                    Graph second = f.body(b -> b.output(b.call("Block", hidden, a)));
                    f.result(
                        f.op("If")
                            .with("then_branch", first)
                            .with("else_branch", second)
                            .on(f.parameter("c")));
                  });
              block(g);
              String x = g.input("x", 3, 3);
              String c = g.input("c", DType.BOOL);
              String hidden = g.relu(g.node("Neg", x));
              g.output(g.call("Choose", hidden, c));
              g.output(g.call("Choose", x, c));
            })
            .rewritesTo("Neg", "Relu", "Relu", "If", "Relu", "If")
            .soundly(0);

    Node second = applied.model().graph().nodes().getLast();
    assertThat(second.bodies().getFirst().nodes().getFirst().inputs())
        .containsExactly("choose_3/relu_0_out", "x");
    assertThat(second.bodies().getLast().nodes())
        .extracting(Node::opType)
        .containsExactly("MatMul", "Relu");
  }

  @Test
  void aLoopInAFunctionKeepsItsOwnValues() {
    inlining()
        .on(g -> {
          g.function(
              "Repeat",
              f -> {
                String step = f.parameter("step");
                Graph body =
                    f.body(b -> {
                      b.input("i", DType.INT64);
                      b.input("on", DType.BOOL);
                      b.input("sum", 2);
                      b.output(b.node("Identity", "on"), DType.BOOL);
                      b.output(b.node("Add", "sum", step));
                    });
                f.result(
                    f.op("Loop")
                        .with("body", body)
                        .on(f.parameter("times"), "", f.parameter("start")));
              });
          String times = g.constant(Tensor.ofLongs(Shape.scalar(), 3));
          String sum = g.input("sum", 2);
          g.output(g.call("Repeat", g.call("Repeat", sum, times, sum), times, sum));
        })
        .rewritesTo("Loop", "Loop")
        .soundly(0);
  }

  @Test
  void functionsOfOneNameAreToldApartByTheirOverload() {
    inlining()
        .on(g -> {
          g.function(
              new Function.Id(Sketch.LOCAL, "Act", "a"),
              17,
              f -> f.result(f.relu(f.parameter("x"))));
          g.function(
              new Function.Id(Sketch.LOCAL, "Act", "b"),
              17,
              f -> f.result(f.node("Exp", f.parameter("x"))));
          String x = g.input("x", -1, 3);
          g.output(g.op("Act").domain(Sketch.LOCAL).overload("b").on(x));
          g.output(g.op("Act").domain(Sketch.LOCAL).overload("a").on(x));
        })
        .rewritesTo("Exp", "Relu")
        .soundly(0);
  }

  @Test
  void aFunctionThatNothingCallsIsGone() {
    RewriteAssert.Applied applied =
        inlining()
            .on(g -> {
              block(g);
              g.function("Unused", f -> f.result(f.call("Block", f.parameter("x"))));
              g.output(g.relu(g.input("x", -1, 3)));
            })
            .rewritesTo("Relu")
            .soundly(0);

    assertThat(applied.model().functions()).isEmpty();
  }

  @Test
  void whatAFunctionImportsTheModelImports() {
    RewriteAssert.Applied applied =
        inlining()
            .on(g -> {
              g.function(
                  "Smooth",
                  f -> f.result(f.op("Gelu").domain("com.microsoft").on(f.parameter("x"))));
              g.output(g.call("Smooth", g.input("x", -1, 3)));
            })
            .rewritesTo("Gelu")
            .soundly(0);

    assertThat(applied.model().opsets()).containsEntry("com.microsoft", 1L);
  }

  @Test
  void aModelWithoutFunctionsStaysAsItIs() {
    inlining().on(g -> g.output(g.relu(g.input("x", 2)))).doesNotApply();
  }
}
