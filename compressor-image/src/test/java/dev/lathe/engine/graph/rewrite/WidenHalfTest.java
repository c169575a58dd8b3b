package dev.lathe.engine.graph.rewrite;

import static dev.lathe.engine.graph.rewrite.RewriteAssert.assertThatRewrite;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Halves;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class WidenHalfTest {
  /** Some roundings to 11 bits, which the original does between its nodes. */
  private static final double ROUNDED = 3e-3;

  private static final int HALF = DType.FLOAT16.onnxCode();

  private static Tensor numbers(long... dims) {
    float[] values = new float[(int) Shape.of(dims).elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 7 % 11 - 5) / 8f;
    }
    return Tensor.ofFloats(Shape.of(dims), values);
  }

  private static Tensor halves(long... dims) {
    return Halves.of(DType.FLOAT16, numbers(dims));
  }

  private static String product(Sketch g, String x) {
    return g.node("MatMul", x, g.constant(halves(4, 4)));
  }

  private static String halfInput(Sketch g) {
    return g.input("x", DType.FLOAT16, -1, 4);
  }

  @Test
  void weightsAreWidenedAndInputsAndOutputsStay() {
    RewriteAssert.Applied applied =
        assertThatRewrite(new WidenHalf())
            .on(g -> g.output(g.relu(product(g, halfInput(g))), DType.FLOAT16))
            .rewritesTo("Cast", "MatMul", "Relu", "Cast")
            .soundly(ROUNDED);

    Graph graph = applied.model().graph();
    assertThat(graph.initializer("c0")).contains(numbers(4, 4));
    assertThat(graph.inputs()).extracting(Value::name).containsExactly("x");
    assertThat(graph.outputs()).extracting(Value::name).containsExactly("relu_1_out");
  }

  @Test
  void castsToHalfPrecisionBecomeCastsToFloat() {
    RewriteAssert.Applied applied =
        assertThatRewrite(new WidenHalf())
            .on(g -> {
              String half = g.op("Cast").with("to", HALF).on(g.input("x", -1, 4));
              String y = product(g, half);
              g.declare(y, TensorType.of(DType.FLOAT16, Shape.of(3, 4)));
              g.output(g.op("Cast").with("to", 1).on(y));
            })
            .rewritesTo("Cast", "MatMul", "Cast")
            .soundly(ROUNDED);

    Graph graph = applied.model().graph();
    assertThat(graph.nodes().getFirst().intAttribute("to", 0)).isEqualTo(1);
    assertThat(graph.valueInfo()).isEmpty();
  }

  @Test
  void typesThatAttributesNameAreWidened() {
    assertThatRewrite(new WidenHalf())
        .on(g -> {
          String x = halfInput(g);
          String filled =
              g.op("ConstantOfShape")
                  .with("value", Attribute.of(Halves.of(DType.FLOAT16, numbers(1))))
                  .on(g.node("Shape", x));
          String moved = g.node("Add", x, g.constantNode(halves(4)));
          g.output(g.node("Sub", moved, filled), DType.FLOAT16);
        })
        .rewritesTo("Cast", "Shape", "ConstantOfShape", "Constant", "Add", "Sub", "Cast")
        .soundly(ROUNDED);
  }

  /** The runtime has no kernel of this one for half precision. */
  @Test
  void aTypeThatNoKernelHasIsWidenedAllTheSame() {
    Model model =
        Sketch.model(g ->
            g.output(
                g.op("Cast")
                    .with("to", 1)
                    .on(g.op("EyeLike").with("dtype", HALF).on(g.weights(4, 4)))));

    assertThat(
            new WidenHalf()
                .apply(model)
                .model()
                .graph()
                .nodes()
                .getFirst()
                .intAttribute("dtype", 0))
        .isEqualTo(DType.FLOAT.onnxCode());
  }

  @Test
  void bodiesAreWidenedToo() {
    assertThatRewrite(new WidenHalf())
        .on(g -> {
          String x = g.input("x", DType.FLOAT16, 2);
          Graph scaled =
              g.body(b -> b.output(b.node("Mul", x, b.constantNode(halves(2))), DType.FLOAT16));
          Graph negative = g.body(b -> b.output(b.node("Neg", x), DType.FLOAT16));
          g.output(
              g.op("If")
                  .with("then_branch", scaled)
                  .with("else_branch", negative)
                  .on(g.input("c", DType.BOOL, 1)),
              DType.FLOAT16);
        })
        .rewritesTo("Cast", "If", "Cast")
        .soundly(ROUNDED);
  }

  @Test
  void whatALoopCarriesIsWidened() {
    assertThatRewrite(new WidenHalf())
        .on(g -> {
          String trips = g.constant("trips", Tensor.ofLongs(Shape.scalar(), 3));
          Graph body =
              g.body(b -> {
                b.input("trip", DType.INT64);
                b.input("go_on", DType.BOOL);
                b.output(b.node("Identity", "go_on"), DType.BOOL);
                b.output(b.node("Tanh", b.input("carried", DType.FLOAT16, 4)), DType.FLOAT16);
              });
          g.output(
              g.op("Loop").with("body", body).on(trips, "", g.input("x", DType.FLOAT16, 4)),
              DType.FLOAT16);
        })
        .rewritesTo("Cast", "Loop", "Cast")
        .soundly(ROUNDED);
  }

  @Test
  void anOutputThatIsReadInsideTooIsReadBeforeItIsRounded() {
    assertThatRewrite(new WidenHalf())
        .on(g -> {
          String y = product(g, halfInput(g));
          g.output(y, DType.FLOAT16);
          g.output(g.op("Cast").with("to", HALF).on(y), DType.FLOAT16);
          g.output(g.relu(y), DType.FLOAT16);
        })
        .rewritesTo("Cast", "MatMul", "Cast", "Relu", "Cast", "Cast")
        .soundly(ROUNDED);
  }

  @Test
  void aWeightThatIsAnOutputStaysAndIsReadInFloat() {
    assertThatRewrite(new WidenHalf())
        .on(g -> {
          String w = g.constant("w", halves(4, 4));
          g.output(g.node("MatMul", halfInput(g), w), DType.FLOAT16);
          g.output(w, DType.FLOAT16);
        })
        .rewritesTo("Cast", "Cast", "MatMul", "Cast")
        .soundly(ROUNDED);
  }

  @Test
  void theOtherHalfPrecisionIsReadByItsOwnBits() {
    RewriteAssert.Applied applied =
        assertThatRewrite(new WidenHalf())
            .on(g -> {
              String w = g.constant("w", Halves.of(DType.BFLOAT16, numbers(4, 4)));
              g.output(g.node("MatMul", g.input("x", -1, 4), g.op("Cast").with("to", 1).on(w)));
            })
            .rewritesTo("Cast", "MatMul")
            .soundly(0);

    assertThat(applied.model().graph().initializer("w")).contains(numbers(4, 4));
  }

  @Test
  void operatorsOfTheRuntimesOwnTakeFloatToo() {
    assertThatRewrite(new WidenHalf())
        .on(g ->
            g.output(
                g.op("Gelu").domain("com.microsoft").on(product(g, halfInput(g))), DType.FLOAT16))
        .rewritesTo("Cast", "MatMul", "Gelu", "Cast")
        .soundly(ROUNDED);
  }

  @Test
  void aModelInFloatStaysAsItIs() {
    assertThatRewrite(new WidenHalf())
        .on(g -> g.output(g.op("Frob").domain("acme.com").on(g.input("x", -1, 4))))
        .doesNotApply();
  }

  /** That is what is left of a model once it is widened. */
  @Test
  void castsAtTheBordersStay() {
    assertThatRewrite(new WidenHalf())
        .on(g -> {
          String x = g.op("Cast").with("to", 1).on(halfInput(g));
          g.output(g.op("Cast").with("to", HALF).on(g.relu(x)), DType.FLOAT16);
        })
        .doesNotApply();
  }

  @Test
  void whatMayInsistOnHalfPrecisionIsNamed() {
    assertThatRewrite(new WidenHalf())
        .on(g ->
            g.output(g.op("Frob").domain("acme.com").on(product(g, halfInput(g))), DType.FLOAT16))
        .refusesBecause("acme.com.Frob 'frob_1': it is not known to take FLOAT instead");
    assertThatRewrite(new WidenHalf())
        .on(g ->
            g.output(
                g.op("NhwcFusedConv")
                    .domain("com.microsoft")
                    .on(g.input("x", DType.FLOAT16, 1, 8, 8, 4), g.constant(halves(4, 1, 1, 4))),
                DType.FLOAT16))
        .refusesBecause(
            "com.microsoft.NhwcFusedConv 'nhwcfusedconv_0': it takes nothing but FLOAT16");
    assertThatRewrite(new WidenHalf())
        .on(g -> {
          Attribute sparse = new Attribute.Opaque(Residue.of(new byte[] {8, 1}));
          String c = g.op("Constant").with("sparse_value", sparse).on();
          g.output(g.node("Add", product(g, halfInput(g)), c), DType.FLOAT16);
        })
        .refusesBecause(
            "Constant 'constant_0': its attribute 'sparse_value' may be in half precision");
  }

  @Test
  void anOperatorOfOnesOwnThatHasNothingToDoWithItIsNotInTheWay() {
    Model model =
        Sketch.model(g -> {
          String own = g.op("Frob").domain("acme.com").on(g.input("z", -1, 4));
          g.declare(own, TensorType.of(DType.FLOAT, Shape.of(1, 4)));
          g.output(g.relu(own));
          g.output(product(g, halfInput(g)), DType.FLOAT16);
        });

    Rewrite.Outcome outcome = new WidenHalf().apply(model);

    assertThat(outcome.refusals()).isEmpty();
    assertThat(outcome.model().graph().nodes())
        .extracting(Node::opType)
        .isEqualTo(List.of("Frob", "Relu", "Cast", "MatMul", "Cast"));
  }
}
