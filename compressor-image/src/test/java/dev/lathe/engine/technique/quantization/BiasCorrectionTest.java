package dev.lathe.engine.technique.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.technique.quantization.LinearLayer.Kind;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class BiasCorrectionTest {
  private static float[] shortfall(LinearLayer layer, List<Double> means) {
    Tensor plain = layer.plainWeights();
    QuantizedWeights rounded = QuantizedWeights.of("w", plain, -1, 2);
    return BiasCorrection.shortfall(layer, rounded, means);
  }

  /**
   * Of [[1, 0.3], [-0.2, 0.6]] two levels each way make [[1, 0.5], [0, 0.5]]: outputs are short of
   * -0.2 · 20 and of -0.2 · 10 + 0.1 · 20.
   */
  @Test
  void anOutputOfAProductIsShortOfWhatRoundingTookFromEachInput() {
    Tensor weights = Tensor.ofFloats(Shape.of(2, 2), 1, 0.3f, -0.2f, 0.6f);
    Node node = Node.of("MatMul", "m", List.of("x", "w"), List.of("y"));

    assertThat(shortfall(new LinearLayer(node, Kind.MATMUL, weights), List.of(10.0, 20.0)))
        .containsExactly(new float[] {-4, 0}, within(1e-5f));
  }

  /** The same matrix as [outputs, inputs], twice as large, with α = ½. */
  @Test
  void transpositionAndAlphaOfAGemmAreSeenThrough() {
    Tensor weights = Tensor.ofFloats(Shape.of(2, 2), 2, -0.4f, 0.6f, 1.2f);
    Node node =
        Node.of("Gemm", "m", List.of("x", "w"), List.of("y"))
            .withAttribute("transB", Attribute.of(1))
            .withAttribute("alpha", Attribute.of(0.5f));

    assertThat(shortfall(new LinearLayer(node, Kind.GEMM, weights), List.of(10.0, 20.0)))
        .containsExactly(new float[] {-4, 0}, within(1e-5f));
  }

  /** Two groups of one output and two input channels: the second group sees the last channels. */
  @Test
  void aGroupOfAConvolutionSeesItsOwnChannels() {
    Tensor weights = Tensor.ofFloats(Shape.of(2, 2, 1, 1), 1, 0.3f, -0.2f, 0.6f);
    Node node =
        Node.of("Conv", "c", List.of("x", "w"), List.of("y"))
            .withAttribute("group", Attribute.of(2));

    assertThat(
            shortfall(new LinearLayer(node, Kind.CONV, weights), List.of(1.0, 10.0, 100.0, 1000.0)))
        .containsExactly(new float[] {-2, -20 + 100}, within(1e-3f));
  }

  @Test
  void aKernelCountsAsOftenAsItHasElements() {
    Tensor weights = Tensor.ofFloats(Shape.of(1, 1, 1, 3), 1, 0.3f, 0.3f);
    Node node = Node.of("Conv", "c", List.of("x", "w"), List.of("y"));

    assertThat(shortfall(new LinearLayer(node, Kind.CONV, weights), List.of(10.0)))
        .containsExactly(new float[] {-4}, within(1e-5f));
  }

  private static boolean isFound(long width, boolean shared) {
    Model model =
        Sketch.model(g -> {
          String bias = g.weights(width);
          String product = g.node("MatMul", g.input("x", 5, 3), g.weights(3, 4));
          g.output(g.node("Add", bias, product));
          if (shared) {
            g.output(g.node("Relu", bias));
          }
        });
    Node product = model.graph().nodes().getFirst();
    LinearLayer layer =
        new LinearLayer(
            product, Kind.MATMUL, model.graph().initializer(product.input(1)).orElseThrow());
    return BiasCorrection.addedBehind(model, new GraphIndex(model.graph()), layer).isPresent();
  }

  @Test
  void aBiasBehindAProductIsOneThatNothingElseReads() {
    assertThat(isFound(4, false)).isTrue();
    assertThat(isFound(4, true)).isFalse();
    assertThat(isFound(1, false)).isFalse();
  }
}
