package dev.lathe.engine.graph.rewrite;

import static dev.lathe.engine.graph.rewrite.RewriteAssert.assertThatRewrite;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

class FoldBatchNormIntoConvTest {
  /** Weights are rounded once more: a few units in the last place of a sum of 27 products. */
  private static final double ROUNDING = 1e-5;

  @Test
  void aConvolutionWithBias() {
    assertThatRewrite(new FoldBatchNormIntoConv())
        .on(g -> g.output(g.relu(g.batchNorm(g.conv(g.input("x", -1, 3, 8, 8), 4)))))
        .rewritesTo("Conv", "Relu")
        .computesTheSame(ROUNDING)
        .isValidOnnx()
        .isAFixpoint()
        .leavesTheInputUntouched();
  }

  @Test
  void aConvolutionWithoutBiasThatEndsTheGraph() {
    assertThatRewrite(new FoldBatchNormIntoConv())
        .on(g ->
            g.output(g.batchNorm(g.node("Conv", g.input("x", 1, 3, 5, 5), g.weights(4, 3, 3, 3)))))
        .rewritesTo("Conv")
        .soundly(ROUNDING);
  }

  @Test
  void aGroupedConvolution() {
    assertThatRewrite(new FoldBatchNormIntoConv())
        .on(g ->
            g.output(
                g.batchNorm(
                    g.op("Conv")
                        .with("group", 2)
                        .on(g.input("x", 1, 4, 5, 5), g.weights(6, 2, 3, 3), g.weights(6)))))
        .rewritesTo("Conv")
        .soundly(ROUNDING);
  }

  @Test
  void aGroupedTransposedConvolution() {
    assertThatRewrite(new FoldBatchNormIntoConv())
        .on(g ->
            g.output(
                g.batchNorm(
                    g.op("ConvTranspose")
                        .with("group", 2)
                        .on(g.input("x", 1, 4, 5, 5), g.weights(4, 3, 2, 2), g.weights(6)))))
        .rewritesTo("ConvTranspose")
        .soundly(ROUNDING);
  }

  @Test
  void aProductWithItsFactors() {
    for (int transposed = 0; transposed <= 1; transposed++) {
      int flag = transposed;
      assertThatRewrite(new FoldBatchNormIntoConv())
          .on(g ->
              g.output(
                  g.batchNorm(
                      g.op("Gemm")
                          .with("alpha", 0.5f)
                          .with("beta", 3f)
                          .with("transB", flag)
                          .on(
                              g.input("x", -1, 5),
                              flag == 1 ? g.weights(4, 5) : g.weights(5, 4),
                              g.weights(1)))))
          .rewritesTo("Gemm")
          .soundly(ROUNDING);
    }
  }

  @Test
  void weightsThatAnotherLayerSharesStayAsTheyAre() {
    assertThatRewrite(new FoldBatchNormIntoConv())
        .on(g -> {
          String x = g.input("x", 1, 3, 5, 5);
          String w = g.weights(4, 3, 3, 3);
          g.output(g.batchNorm(g.node("Conv", x, w)));
          g.output(g.node("Conv", x, w));
        })
        .rewritesTo("Conv", "Conv")
        .soundly(ROUNDING);
  }

  /** One channel: w = 2, scale 3, variance 1 - 1e-5, so that factor 3 and shift 5 - 7·3 = -16. */
  @Test
  void anExampleByHand() {
    Tensor weights =
        new FoldBatchNormIntoConv()
            .apply(
                Sketch.model(g -> {
                  String y =
                      g.node(
                          "Conv",
                          g.input("x", 1, 1, 1, 1),
                          g.constant(Tensor.ofFloats(Shape.of(1, 1, 1, 1), 2)));
                  g.output(
                      g.node(
                          "BatchNormalization",
                          y,
                          g.constant(Tensor.ofFloats(Shape.of(1), 3)),
                          g.constant(Tensor.ofFloats(Shape.of(1), 5)),
                          g.constant(Tensor.ofFloats(Shape.of(1), 7)),
                          g.constant(Tensor.ofFloats(Shape.of(1), 1 - 1e-5f))));
                }))
            .model()
            .graph()
            .initializer("c0_bias")
            .orElseThrow();

    assertThat(weights.floatAt(0)).isEqualTo(-16f);
  }

  @Test
  void aResultThatIsReadElsewhereIsLeft() {
    assertThatRewrite(new FoldBatchNormIntoConv())
        .on(g -> {
          String y = g.conv(g.input("x", 1, 3, 8, 8), 4);
          g.output(g.node("Add", g.batchNorm(y), y));
        })
        .refusesBecause(
            "BatchNormalization 'batchnormalization_1': the result of Conv 'conv_0' is also read"
                + " elsewhere");
  }

  @Test
  void trainingModeIsLeft() {
    assertThatRewrite(new FoldBatchNormIntoConv())
        .on(g -> {
          String y = g.conv(g.input("x", 1, 3, 8, 8), 4);
          g.output(
              g.op("BatchNormalization")
                  .with("training_mode", 1)
                  .on(3, y, g.positive(4), g.weights(4), g.weights(4), g.positive(4))
                  .getFirst());
        })
        .refusesBecause("BatchNormalization 'batchnormalization_1': it is in training mode");
  }

  @Test
  void weightsThatAreComputedAreLeft() {
    assertThatRewrite(new FoldBatchNormIntoConv())
        .on(g -> {
          String w = g.input("w", 4, 3, 3, 3);
          g.output(g.batchNorm(g.node("Conv", g.input("x", 1, 3, 8, 8), w)));
        })
        .refusesBecause("BatchNormalization 'batchnormalization_1': 'w' is no constant");
  }

  @Test
  void aNegativeVarianceIsLeft() {
    assertThatRewrite(new FoldBatchNormIntoConv())
        .on(g -> {
          String y = g.conv(g.input("x", 1, 3, 8, 8), 1);
          String one = g.constant(Tensor.ofFloats(Shape.of(1), 1));
          String negative = g.constant(Tensor.ofFloats(Shape.of(1), -1));
          g.output(g.node("BatchNormalization", y, one, one, one, negative));
        })
        .refusesBecause(
            "BatchNormalization 'batchnormalization_1': folding it would give weights that are not"
                + " finite");
  }

  @Test
  void aNormalizationBehindAnythingElseIsNoneOfItsBusiness() {
    assertThatRewrite(new FoldBatchNormIntoConv())
        .on(g -> g.output(g.batchNorm(g.relu(g.input("x", 1, 3, 8, 8)))))
        .doesNotApply();
    assertThatRewrite(new FoldBatchNormIntoConv())
        .on(g -> {
          String x = g.input("x", 1, 3, 8, 8);
          String foreign = g.op("Conv").domain("com.example").with("k", Attribute.of(1)).on(x);
          String four = g.weights(3);
          g.output(g.node("BatchNormalization", foreign, four, four, four, four));
        })
        .doesNotApply();
  }
}
