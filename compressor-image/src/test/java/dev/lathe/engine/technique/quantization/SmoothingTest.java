package dev.lathe.engine.technique.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SmoothingTest {
  private static final int WIDTH = 16;

  /** Ten vectors in which channel 5 is forty times as large as the others. */
  private static final Map<String, Tensor> OUTLYING = Map.of("x", outlying(10));

  private static Smoothing.Smoothed smooth(Model model) {
    return smooth(model, OUTLYING);
  }

  private static Smoothing.Smoothed smooth(Model model, Map<String, Tensor> data) {
    LinearLayers found = LinearLayers.find(model, Scope.everything(), layer -> Optional.empty());
    InputStudy.Findings findings =
        new InputStudy(model, Network.over(List.of(data)), ProgressListener.SILENT)
            .of(found.layers(), true);
    return Smoothing.apply(model, found.layers(), findings);
  }

  private static Model model(Consumer<Sketch> drawing) {
    return Sketch.model(17, drawing);
  }

  /** A residual connection reads the activation too, which keeps the factors out of its source. */
  private static Model residual() {
    return model(s -> {
      String x = s.node("Mul", s.input("x", -1, WIDTH), s.constant(ones(WIDTH)));
      String y = s.node("MatMul", x, s.weights(WIDTH, WIDTH));
      s.output(s.node("Add", x, y));
    });
  }

  @Test
  void anOutlyingChannelIsScaledByANodeWhereItsSourceIsShared() {
    Model source = residual();

    Smoothing.Smoothed smoothed = smooth(source);

    assertThat(smoothed.inserted()).hasSize(1);
    assertThat(smoothed.folded()).isEmpty();
    assertThat(smoothed.model().graph().nodes())
        .extracting(Node::opType)
        .containsExactly("Mul", "Mul", "MatMul", "Add");
    assertComputesTheSame(source, smoothed.model());
  }

  /** Twice the median is 2, so that 9 as the largest of 16 channels makes the range 4.5 as fine. */
  @Test
  void aNodeIsWorthARangeFourTimesAsFine() {
    assertThat(smooth(shared(), peak(7)).inserted()).isEmpty();
    assertThat(smooth(shared(), peak(9)).inserted()).hasSize(1);
  }

  /** Rows of 1 and -1, but for a channel with a larger number. */
  private static Map<String, Tensor> peak(float largest) {
    float[] values = new float[2 * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i < WIDTH ? 1 : -1) * (i % WIDTH == 7 ? largest : 1);
    }
    return Map.of("x", Tensor.ofFloats(Shape.of(2, WIDTH), values));
  }

  private static Model shared() {
    return model(s -> {
      String x = s.node("Neg", s.input("x", -1, WIDTH));
      s.output(s.node("MatMul", x, s.weights(WIDTH, 64)));
      s.output(x);
    });
  }

  @Test
  void findingsAreThoseOfTheSmoothModel() {
    Smoothing.Smoothed smoothed = smooth(residual());
    String smooth = smoothed.model().graph().nodes().get(2).input(0);

    InputStatistics derived = smoothed.findings().input(smooth).orElseThrow();

    InputStatistics measured =
        new InputStudy(smoothed.model(), Network.over(List.of(OUTLYING)), ProgressListener.SILENT)
            .of(
                LinearLayers.find(smoothed.model(), Scope.everything(), layer -> Optional.empty())
                    .layers(),
                true)
            .input(smooth)
            .orElseThrow();
    assertThat(derived.absMax()).containsExactly(measured.absMax(), within(1e-4f));
    assertThat(derived.mean()).containsExactly(measured.mean(), within(1e-4));
    assertThat(derived.gram().orElseThrow())
        .containsExactly(measured.gram().orElseThrow(), within(1e-2));
    assertThat(derived.rows()).isEqualTo(10);
  }

  @Test
  void factorsGoIntoALayerNormalizationThatFeedsProductsOnly() {
    Model source =
        model(s -> {
          float[] gamma = new float[WIDTH];
          java.util.Arrays.fill(gamma, 1);
          gamma[5] = 40;
          String n =
              s.op("LayerNormalization")
                  .on(
                      s.input("x", -1, WIDTH),
                      s.constant(Tensor.ofFloats(Shape.of(WIDTH), gamma)),
                      s.weights(WIDTH));
          String a = s.node("MatMul", n, s.weights(WIDTH, 8));
          String b = s.node("Gemm", n, s.weights(WIDTH, 8), s.weights(8));
          s.output(s.node("Add", a, b));
        });

    Smoothing.Smoothed smoothed = smooth(source);

    assertThat(smoothed.folded()).hasSize(1);
    assertThat(smoothed.inserted()).isEmpty();
    assertThat(smoothed.model().graph().nodes()).hasSameSizeAs(source.graph().nodes());
    assertComputesTheSame(source, smoothed.model());
  }

  @Test
  void factorsGoThroughARectifierIntoTheProductBefore() {
    Model source =
        model(s -> {
          float[] weights = random(3, WIDTH * WIDTH);
          for (int row = 0; row < WIDTH; row++) {
            weights[row * WIDTH + 3] *= 50;
          }
          String h =
              s.node(
                  "MatMul",
                  s.input("x", -1, WIDTH),
                  s.constant(Tensor.ofFloats(Shape.of(WIDTH, WIDTH), weights)));
          String r = s.relu(s.node("Add", s.weights(WIDTH), h));
          s.output(s.op("Gemm").with("transB", 1).on(r, s.weights(8, WIDTH), s.weights(8)));
        });

    Smoothing.Smoothed smoothed = smooth(source);

    assertThat(smoothed.folded()).contains(source.graph().nodes().get(3).input(0));
    assertComputesTheSame(source, smoothed.model());
  }

  @Test
  void anActivationThatTheModelPutsOutKeepsItsScale() {
    Model source =
        model(s -> {
          String h = s.node("MatMul", s.input("x", -1, WIDTH), s.weights(WIDTH, WIDTH));
          s.output(h);
          s.output(s.node("MatMul", h, s.weights(WIDTH, 4)));
        });

    assertThat(smooth(source).folded()).doesNotContain(source.graph().nodes().get(0).output());
    assertComputesTheSame(source, smooth(source).model());
  }

  @Test
  void weightsThatTwoInputsShareAreLeftAlone() {
    Model source =
        model(s -> {
          String w = s.weights(WIDTH, 4);
          String x = s.input("x", -1, WIDTH);
          s.output(s.node("Add", s.node("MatMul", x, w), s.node("MatMul", s.relu(x), w)));
        });

    Smoothing.Smoothed smoothed = smooth(source);

    assertThat(smoothed.model()).isEqualTo(source);
  }

  /** Largest values 1, 3, 10: the median is 3, so that only what exceeds 6 is scaled. */
  @Test
  void aChannelIsScaledDownToTwiceTheMedian() {
    assertThat(Smoothing.divisors(new float[] {10, 1, 3})).containsExactly(10 / 6f, 1, 1);
    assertThat(Smoothing.divisors(new float[] {5, 0, 0})).containsExactly(1, 1, 1);
  }

  private static void assertComputesTheSame(Model source, Model smooth) {
    String output = source.graph().outputs().getLast().name();
    float[] expected = Network.run(source, OUTLYING, output).toFloats();
    float[] found = Network.run(smooth, OUTLYING, output).toFloats();
    for (int i = 0; i < expected.length; i++) {
      // float sums of 16 products, of magnitudes up to 100, in another order
      assertThat(found[i]).isCloseTo(expected[i], within(1e-3f));
    }
  }

  private static Tensor outlying(int rows) {
    float[] values = random(9, rows * WIDTH);
    for (int row = 0; row < rows; row++) {
      values[row * WIDTH + 5] *= 40;
    }
    return Tensor.ofFloats(Shape.of(rows, WIDTH), values);
  }

  private static Tensor ones(int count) {
    float[] values = new float[count];
    java.util.Arrays.fill(values, 1);
    return Tensor.ofFloats(Shape.of(count), values);
  }

  private static float[] random(long seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
