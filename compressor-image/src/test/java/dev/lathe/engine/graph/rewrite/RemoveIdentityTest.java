package dev.lathe.engine.graph.rewrite;

import static dev.lathe.engine.graph.rewrite.RewriteAssert.assertThatRewrite;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

class RemoveIdentityTest {
  @Test
  void readersReadWhatTheIdentityRead() {
    assertThatRewrite(new RemoveIdentity())
        .on(g -> g.output(g.relu(g.node("Identity", g.node("Identity", g.input("x", -1, 3))))))
        .rewritesTo("Relu")
        .soundly(0);
  }

  @Test
  void anOutputKeepsItsName() {
    assertThatRewrite(new RemoveIdentity())
        .on(g -> {
          String y = g.relu(g.input("x", -1, 3));
          g.output(g.node("Identity", y));
          g.output(g.node("Neg", y));
        })
        .rewritesTo("Relu", "Neg")
        .soundly(0);
  }

  @Test
  void whatABodyReadsIsRedirected() {
    assertThatRewrite(new RemoveIdentity())
        .on(g -> {
          String same = g.node("Identity", g.relu(g.input("x", 2)));
          Graph first = g.body(b -> b.output(b.node("Neg", same)));
          Graph second = g.body(b -> b.output(b.node("Abs", same)));
          g.output(
              g.op("If")
                  .with("then_branch", first)
                  .with("else_branch", second)
                  .on(g.input("c", DType.BOOL, 1)));
        })
        .rewritesTo("Relu", "If")
        .soundly(0);
  }

  @Test
  void operatorsThatChangeNothingGo() {
    assertThatRewrite(new RemoveIdentity())
        .on(g -> {
          String x = g.relu(g.input("x", -1, 6, 4));
          x = g.op("Dropout").on(x);
          x = g.op("Cast").with("to", DType.FLOAT.onnxCode()).on(x);
          x = g.op("Transpose").ints("perm", 0, 1, 2).on(x);
          x = g.node("Reshape", x, g.longs(0, -1, 4));
          x = g.node("Pad", x, g.longs(0, 0, 0, 0, 0, 0));
          x = g.op("Concat").with("axis", 1).on(x);
          g.output(g.node("Neg", x));
        })
        .rewritesTo("Relu", "Neg")
        .soundly(0);
  }

  @Test
  void anIdleSliceGoesWhereEveryExtentIsFixed() {
    assertThatRewrite(new RemoveIdentity())
        .on(g -> {
          String x = g.relu(g.input("x", 2, 6));
          String all = g.node("Slice", x, g.longs(0), g.longs(100), g.longs(1));
          g.output(g.node("Neg", g.node("Expand", all, g.longs(2, 6))));
        })
        .rewritesTo("Relu", "Neg")
        .soundly(0);
  }

  @Test
  void operatorsThatMayChangeSomethingStay() {
    assertThatRewrite(new RemoveIdentity())
        .on(g -> {
          String x = g.relu(g.input("x", -1, -1, 4));
          x = g.op("Cast").with("to", DType.DOUBLE.onnxCode()).on(x);
          x = g.node("Reshape", x, g.longs(-1, 2, 4));
          x = g.node("Transpose", x);
          x = g.node("Pad", x, g.longs(0, 0, 0, 0, 0, 1));
          x = g.node("Slice", x, g.longs(-1), g.longs(-1000), g.longs(1), g.longs(-1));
          x = g.node("Expand", x, g.longs(1, 2, 1));
          g.output(x, DType.DOUBLE);
        })
        .doesNotApply();
  }

  @Test
  void aBackwardSliceOfAWholeAxisIsNoIdentity() {
    assertThatRewrite(new RemoveIdentity())
        .on(g -> {
          String x = g.relu(g.input("x", 4));
          g.output(g.node("Slice", x, g.longs(-1), g.longs(-1000), g.longs(0), g.longs(-1)));
        })
        .doesNotApply();
  }

  @Test
  void aDeclaredShapeFromATraceProvesNothing() {
    assertThatRewrite(new RemoveIdentity())
        .on(g -> {
          String x = g.op("MaxPool").ints("kernel_shape", 2, 2).on(g.input("x", -1, 3, -1, -1));
          g.declare(x, TensorType.of(DType.FLOAT, Shape.of(1, 3, 7, 7)));
          g.output(g.node("Reshape", x, g.longs(1, 3, 7, 7)));
        })
        .doesNotApply();
  }

  @Test
  void twoOpenExtentsMayBeOtherOnes() {
    assertThatRewrite(new RemoveIdentity())
        .on(g -> {
          String x =
              g.input(
                  "x",
                  DType.FLOAT,
                  java.util.List.of(new Dim.Symbolic("n"), new Dim.Symbolic("n"), Dim.of(4)));
          g.output(g.node("Reshape", x, g.node("Abs", g.input("s", DType.INT64, 3))));
        })
        .doesNotApply();
  }

  @Test
  void dropoutInTrainingModeStays() {
    assertThatRewrite(new RemoveIdentity())
        .on(g ->
            g.output(
                g.node(
                    "Dropout",
                    g.relu(g.input("x", 2)),
                    "",
                    g.constant(Tensor.ofBytes(DType.BOOL, Shape.scalar(), (byte) 1)))))
        .doesNotApply();
  }

  @Test
  void aMaskThatIsReadKeepsTheDropout() {
    assertThatRewrite(new RemoveIdentity())
        .on(g -> {
          java.util.List<String> both = g.op("Dropout").on(2, g.relu(g.input("x", 2)));
          g.output(both.get(0));
          g.output(both.get(1), DType.BOOL);
        })
        .refusesBecause("Dropout 'dropout_1': its second output is read");
  }

  @Test
  void anInputThatIsAnOutputStays() {
    assertThatRewrite(new RemoveIdentity())
        .on(g -> g.output(g.node("Identity", g.input("x", 2))))
        .refusesBecause(
            "Identity 'identity_0': it stands between two names that must stay, 'x' and the"
                + " output");
  }
}
