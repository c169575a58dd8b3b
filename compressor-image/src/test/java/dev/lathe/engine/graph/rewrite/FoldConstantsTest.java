package dev.lathe.engine.graph.rewrite;

import static dev.lathe.engine.graph.rewrite.RewriteAssert.assertThatRewrite;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.runtime.OrtConstantEvaluator;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FoldConstantsTest {
  private static final Rewrite BY_SHAPES = new FoldConstants(ConstantEvaluator.none());
  private static final Rewrite BY_RUNNING = new FoldConstants(new OrtConstantEvaluator());

  /** The runtime packs constant matrices and then adds products in another order. */
  private static final double OTHER_ORDER = 1e-6;

  @Test
  void theShapeOfAFixedInputIsComputed() {
    assertThatRewrite(BY_SHAPES)
        .on(g -> {
          String x = g.input("x", 2, 6, 4);
          String shape = g.node("Shape", x);
          String last = g.op("Gather").on(shape, g.constant(Tensor.ofLongs(Shape.of(1), -1)));
          String target = g.op("Concat").with("axis", 0).on(g.longs(-1), last);
          g.output(g.node("Reshape", x, target));
        })
        .rewritesTo("Reshape")
        .soundly(0);
  }

  @Test
  void whatDependsOnAnOpenExtentStays() {
    assertThatRewrite(BY_SHAPES)
        .on(g -> {
          String x = g.input("x", -1, 6, 4);
          String target = g.op("Concat").with("axis", 0).on(g.node("Shape", x), g.longs(1));
          g.output(g.node("Reshape", x, target));
        })
        .doesNotApply();
  }

  @Test
  void theFixedPartOfAnOpenShapeIsComputed() {
    assertThatRewrite(BY_SHAPES)
        .on(g -> {
          String x = g.input("x", -1, 6, 4);
          String fixed = g.node("Slice", g.node("Shape", x), g.longs(1), g.longs(3));
          g.output(g.node("Reshape", x, g.op("Concat").with("axis", 0).on(g.longs(-1), fixed)));
        })
        .rewritesTo("Shape", "Reshape")
        .soundly(0);
  }

  @Test
  void weightsThatAreTransposedFirstAreTransposedOnce() {
    assertThatRewrite(BY_RUNNING)
        .on(g -> {
          String w = g.node("Transpose", g.node("Exp", g.weights(5, 3)));
          g.output(g.node("MatMul", g.input("x", -1, 3), w));
        })
        .rewritesTo("MatMul")
        .soundly(OTHER_ORDER);
  }

  @Test
  void withoutAnEvaluatorWeightsStayAsTheyAre() {
    assertThatRewrite(BY_SHAPES)
        .on(g -> {
          String w = g.node("Exp", g.weights(60, 30));
          g.output(g.node("MatMul", g.input("x", -1, 60), w));
        })
        .refusesBecause("Exp 'exp_0': its constant result could not be computed here");
  }

  @Test
  void dequantizedWeightsStayQuantized() {
    assertThatRewrite(BY_RUNNING)
        .on(g -> {
          String w = g.constant(Tensor.ofBytes(DType.INT8, Shape.of(2, 1), (byte) 3, (byte) -4));
          String scale = g.constant(Tensor.ofFloats(Shape.scalar(), 0.5f));
          g.output(g.node("MatMul", g.input("x", -1, 2), g.node("DequantizeLinear", w, scale)));
        })
        .doesNotApply();
  }

  @Test
  void randomNumbersAreDrawnInEachRun() {
    assertThatRewrite(BY_RUNNING)
        .on(g -> {
          String noise = g.op("RandomNormalLike").with("seed", 1f).on(g.weights(2));
          g.output(g.node("Add", g.input("x", 2), noise));
        })
        .doesNotApply();
  }

  @Test
  void aConstantThatWouldBloatTheFileStaysComputed() {
    assertThatRewrite(BY_RUNNING)
        .on(g -> {
          String ones = g.node("ConstantOfShape", g.longs(1, 20_000));
          g.output(g.node("Add", g.input("x", 1, 20_000), ones));
        })
        .refusesBecause(
            "ConstantOfShape 'constantofshape_0': its constant result takes 80000 bytes, its"
                + " inputs 16");
  }

  @Test
  void anOutputKeepsItsNode() {
    assertThatRewrite(BY_SHAPES)
        .on(g -> g.output(g.node("Shape", g.input("x", 2, 3)), DType.INT64))
        .refusesBecause("Shape 'shape_0': it writes an output of the graph");
  }

  @Test
  void aDefaultThatACallerMayReplaceIsNotFolded() {
    assertThatRewrite(BY_RUNNING)
        .on(g -> {
          g.input("w", 2);
          g.constant("w", Tensor.ofFloats(Shape.of(2), 1, 2));
          g.output(g.node("Add", g.input("x", 2), g.node("Exp", "w")));
        })
        .doesNotApply();
  }

  /** The bias of relative positions: floats that only exactly rounded operations lead to. */
  @Test
  void smallFloatArithmeticIsExact() {
    Node only =
        BY_SHAPES
            .apply(
                Sketch.model(g -> {
                  String shape = g.node("Shape", g.input("x", 7, 3));
                  String real = g.op("Cast").with("to", DType.FLOAT.onnxCode()).on(shape);
                  String scaled =
                      g.node("Div", real, g.constant(Tensor.ofFloats(Shape.scalar(), 3)));
                  g.output(g.node("Neg", g.node("Floor", g.node("Sqrt", scaled))));
                  g.output(g.node("Mul", g.input("y", 2), scaled));
                }))
            .model()
            .graph()
            .nodes()
            .getLast();

    assertThat(only.input(1)).isEqualTo("div_2_out");
    assertThatRewrite(BY_SHAPES)
        .on(g -> {
          String shape = g.node("Shape", g.input("x", 7, 3));
          String real = g.op("Cast").with("to", DType.FLOAT.onnxCode()).on(shape);
          String scaled = g.node("Div", real, g.constant(Tensor.ofFloats(Shape.scalar(), 3)));
          g.output(g.node("Mul", g.input("y", 2), g.node("Sqrt", scaled)));
        })
        .rewritesTo("Mul")
        .soundly(0);
  }

  /** As an exporter writes a layer that runs twice, with one weight. */
  @Test
  void weightsThatAreHandedOnAreNotCopied() {
    assertThatRewrite(BY_RUNNING)
        .on(g -> {
          String w = g.weights(3, 3);
          String x = g.node("MatMul", g.input("x", -1, 3), w);
          g.output(g.node("MatMul", x, g.node("Identity", w)));
        })
        .doesNotApply();
  }

  @Test
  void weightsThatAreTransposedForTwoReadersAreTransposedOnce() {
    Model folded =
        assertThatRewrite(BY_RUNNING)
            .on(g -> {
              String w = g.weights(3, 3);
              String x = g.node("MatMul", g.input("x", -1, 3), g.node("Transpose", w));
              g.output(g.node("MatMul", x, g.node("Transpose", w)));
            })
            .rewritesTo("MatMul", "MatMul")
            .soundly(OTHER_ORDER)
            .model();

    assertThat(folded.graph().nodes().getFirst().input(1))
        .isEqualTo(folded.graph().nodes().getLast().input(1));
  }

  /** An embedding that is the output layer too: two copies would be trained apart. */
  @Test
  void aTiedTableIsTransposedInEachRunWhileItIsTrained() {
    Consumer<Sketch> tied =
        g -> {
          String table = g.weights(5, 3);
          String rows = g.node("Gather", table, g.input("ids", DType.INT64, 2));
          g.output(g.node("MatMul", rows, g.node("Transpose", table)));
        };

    assertThatRewrite(FoldConstants.keepingTies(new OrtConstantEvaluator()))
        .on(tied)
        .refusesBecause("Transpose 'transpose_1': the weights it moves are read as they are too");
    assertThatRewrite(BY_RUNNING).on(tied).rewritesTo("Gather", "MatMul");
  }

  @Test
  void weightsThatAreOnlyTransposedAreTransposedBeforeTraining() {
    assertThatRewrite(FoldConstants.keepingTies(new OrtConstantEvaluator()))
        .on(g -> {
          String w = g.weights(3, 3);
          String x = g.node("MatMul", g.input("x", -1, 3), g.node("Transpose", w));
          g.output(g.node("MatMul", x, g.node("Transpose", w)));
        })
        .rewritesTo("MatMul", "MatMul")
        .soundly(OTHER_ORDER);
  }
}
