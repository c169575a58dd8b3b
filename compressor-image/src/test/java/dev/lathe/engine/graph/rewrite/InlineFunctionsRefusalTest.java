package dev.lathe.engine.graph.rewrite;

import static dev.lathe.engine.graph.rewrite.RewriteAssert.assertThatRewrite;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Function;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.onnx.OnnxWriter;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Functions of other versions of operators than the model, and such as are wrong. */
class InlineFunctionsRefusalTest {
  private static RewriteAssert inlining() {
    return assertThatRewrite(new InlineFunctions());
  }

  private static Function.Id local(String name) {
    return new Function.Id(Sketch.LOCAL, name, "");
  }

  /** Draws a call of what operator sets up to 12 write with axes as attributes. */
  private static void old(Sketch g) {
    g.function(
        local("Old"),
        12,
        f -> {
          String sum = f.op("ReduceSum").ints("axes", 1).with("keepdims", 0).on(f.parameter("x"));
          f.result(f.node("Softmax", f.op("Unsqueeze").ints("axes", 0).on(sum)));
        });
    g.output(g.call("Old", g.input("x", 2, 3)));
  }

  /**
   * ONNX Runtime takes the operators of a function in the version of the model, so what they mean
   * is told by a model of their own version.
   */
  @Test
  void aFunctionOfAnOlderOperatorSetIsConverted() {
    RewriteAssert.Applied applied =
        inlining()
            .on(17, InlineFunctionsRefusalTest::old)
            .rewritesTo("ReduceSum", "Unsqueeze", "Shape", "Flatten", "Softmax", "Reshape")
            .isValidOnnx()
            .isAFixpoint()
            .leavesTheInputUntouched();

    assertThat(applied.model().opset()).isEqualTo(17);
    assertThat(applied.model().graph().initializers()).containsOnlyKeys("axes", "axes_1");
    Model sameVersion = Sketch.model(12, InlineFunctionsRefusalTest::old);
    new SameNumbers(0).check(OnnxWriter.toBytes(sameVersion), OnnxWriter.toBytes(applied.model()));
  }

  /** Draws a call of what has its axes as an input from operator set 18 on. */
  private static String callOfNew(Sketch g, String x) {
    g.function(
        local("New"),
        18,
        f -> f.result(f.node("ReduceMax", f.parameter("x"), f.parameter("axes"))));
    return g.call("New", x, g.longs(1));
  }

  @Test
  void aModelIsRaisedToTheOperatorSetOfItsFunctions() {
    RewriteAssert.Applied applied =
        inlining()
            .on(
                17,
                g -> {
                  String mean = g.op("ReduceMean").ints("axes", 1).on(g.input("x", 2, 3));
                  g.output(callOfNew(g, mean));
                })
            .rewritesTo("ReduceMean", "ReduceMax")
            .isValidOnnx()
            .isAFixpoint()
            .leavesTheInputUntouched();

    assertThat(applied.model().opset()).isEqualTo(18);
    Model sameVersion =
        Sketch.model(
            18,
            g -> {
              String mean = g.node("ReduceMean", g.input("x", 2, 3), g.longs(1));
              g.output(callOfNew(g, mean));
            });
    new SameNumbers(0).check(OnnxWriter.toBytes(sameVersion), OnnxWriter.toBytes(applied.model()));
  }

  @Test
  void aFunctionBeyondWhatCanBeConvertedStays() {
    inlining()
        .on(
            17,
            g -> {
              g.function(local("Future"), 24, f -> f.result(f.relu(f.parameter("x"))));
              g.output(g.call("Future", g.input("x", 2, 3)));
            })
        .refusesBecause(
            "local.Future 'future_0': it is of operator set 24, the model of 17, and only 11 to 23"
                + " can be converted");
  }

  @Test
  void aFunctionWithAnOperatorThatCannotBeConvertedStays() {
    inlining()
        .on(
            21,
            g -> {
              g.function(
                  local("Groups"),
                  18,
                  f ->
                      f.result(
                          f.op("GroupNormalization")
                              .with("num_groups", 2)
                              .on(f.parameter("x"), f.parameter("scale"), f.parameter("bias"))));
              g.output(g.call("Groups", g.input("x", 1, 4, 3), g.weights(2), g.weights(2)));
            })
        .refusesBecause(
            "local.Groups 'groups_0': within it GroupNormalization 'groups_0/groupnormalization_0':"
                + " for operator set 21 its scale and bias are per group, and then per channel");
  }

  @Test
  void aModelThatCannotBeRaisedKeepsItsNewerFunction() {
    inlining()
        .on(
            18,
            g -> {
              g.function(local("New"), 21, f -> f.result(f.relu(f.parameter("x"))));
              String x = g.call("New", g.input("x", 1, 4, 3));
              g.output(
                  g.op("GroupNormalization")
                      .with("num_groups", 2)
                      .on(x, g.weights(2), g.weights(2)));
            })
        .refusesBecause(
            "local.New 'new_0': it is of operator set 21, and the model of operator set 18 cannot be"
                + " converted: GroupNormalization 'groupnormalization_1': for operator set 21 its"
                + " scale and bias are per group, and then per channel");
  }

  @Test
  void aFunctionOfAnotherVersionOfOtherOperatorsStaysAndOneItCallsDoesToo() {
    Model model =
        Sketch.model(
                g -> {
                  g.function("Inner", f -> f.result(f.relu(f.parameter("x"))));
                  g.function("Outer", f -> f.result(f.call("Inner", f.parameter("x"))));
                  g.output(g.call("Inner", g.call("Outer", g.input("x", 2))));
                })
            .withOpset(Sketch.LOCAL, 2);

    Rewrite.Outcome outcome = new InlineFunctions().apply(model);

    assertThat(outcome.model().graph().nodes())
        .extracting(Node::opType)
        .containsExactly("Outer", "Relu");
    assertThat(outcome.model().functions()).containsOnlyKeys(local("Inner"), local("Outer"));
    assertThat(outcome.refusals())
        .extracting(Rewrite.Refusal::toString)
        .containsExactly(
            "local.Outer 'outer_0': it imports version 1 of local, the model version 2");
  }

  @Test
  void aFunctionThatCallsItselfIsNamed() {
    assertWrong(
        g -> {
          g.function("Even", f -> f.result(f.call("Odd", f.parameter("x"))));
          g.function("Odd", f -> f.result(f.call("Even", f.parameter("x"))));
          g.output(g.call("Even", g.input("x", 2)));
        },
        "local.Even 'even_0/odd_0/even_0': function local.Even calls itself, which ONNX does not"
            + " allow: local.Even calls local.Odd calls local.Even");
  }

  @Test
  void aFunctionThatReadsWhatNobodyWritesIsNamed() {
    assertWrong(
        g -> {
          g.function("Open", f -> f.result(f.node("Add", f.parameter("a"), "x")));
          g.output(g.call("Open", g.input("x", 2)));
        },
        "local.Open 'open_0': function local.Open: Add 'add_0': input 1, 'x', is written by nothing");
  }

  @Test
  void aCallWithMoreThanAFunctionTakesIsNamed() {
    assertWrong(
        g -> {
          g.function("One", f -> f.result(f.relu(f.parameter("x"))));
          String x = g.input("x", 2);
          g.output(g.call("One", x, x));
        },
        "local.One 'one_0': function local.One: it is called with 2 inputs, and has 1");
  }

  @Test
  void anInputLeftOutCannotBeHandedOn() {
    assertWrong(
        g -> {
          g.function(
              "Second",
              f -> {
                f.parameter("a");
                f.result(f.parameter("b"));
              });
          g.output(g.call("Second", g.input("x", 2)));
        },
        "local.Second 'second_0': function local.Second: it hands on its input 'b', which the call"
            + " leaves out");
  }

  private static void assertWrong(Consumer<Sketch> drawing, String message) {
    assertThatThrownBy(() -> new InlineFunctions().apply(Sketch.model(drawing)))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_MODEL))
        .hasMessage(message);
  }

  /** Thirty functions, each of two calls of the next: a billion nodes. */
  @Test
  void aFewFunctionsCannotMakeAModelOfAnySize() {
    Model model =
        Sketch.model(g -> {
          for (int i = 0; i < 30; i++) {
            String next = "F" + (i + 1);
            g.function("F" + i, f -> f.result(f.call(next, f.call(next, f.parameter("x")))));
          }
          g.function("F30", f -> f.result(f.relu(f.parameter("x"))));
          g.output(g.call("F0", g.input("x", 2)));
        });

    assertThatThrownBy(() -> new InlineFunctions().apply(model))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED_MODEL))
        .hasMessage("with its functions in their places the model has more than 200000 nodes");
  }

  @Test
  void functionsCannotBeNestedToAnyDepth() {
    Model model =
        Sketch.model(g -> {
          for (int i = 0; i < 200; i++) {
            String next = "F" + (i + 1);
            g.function("F" + i, f -> f.result(f.call(next, f.parameter("x"))));
          }
          g.function("F200", f -> f.result(f.relu(f.parameter("x"))));
          g.output(g.call("F0", g.input("x", 2)));
        });

    assertThatThrownBy(() -> new InlineFunctions().apply(model))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED_MODEL))
        .hasMessageEndingWith("functions call one another more than 100 deep");
  }
}
