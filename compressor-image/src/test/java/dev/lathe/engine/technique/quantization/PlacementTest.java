package dev.lathe.engine.technique.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.runtime.OptimizedGraph;
import dev.lathe.engine.runtime.SessionOptions;
import dev.lathe.engine.technique.quantization.QuantizationConfig.Mode;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ONNX Runtime makes of statically quantized models: nothing is left to convert inside. */
class PlacementTest {
  private static final int CHANNELS = 8;

  @TempDir private Path folder;

  /** Draws from an input [n, 8, 12, 12] to one output. */
  private static Model picture(Function<PlacementTest.Drawing, String> drawing) {
    return Sketch.model(
        s -> s.output(drawing.apply(new Drawing(s, s.input("x", -1, CHANNELS, 12, 12)))));
  }

  private record Drawing(Sketch sketch, String x) {
    String conv(String input) {
      return sketch.conv(input, CHANNELS);
    }

    String relu(String input) {
      return sketch.relu(input);
    }

    String flat(String input) {
      return sketch.op("Flatten").on(input);
    }

    String gemm(String input, long inputs) {
      return sketch.node("Gemm", input, sketch.weights(inputs, 10), sketch.weights(10));
    }
  }

  private static List<Map<String, Tensor>> data(int batches, long... dims) {
    Random random = new Random(4);
    List<Map<String, Tensor>> data = new ArrayList<>();
    for (int batch = 0; batch < batches; batch++) {
      float[] values = new float[(int) Shape.of(dims).elementCount()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      data.add(Map.of("x", Tensor.ofFloats(Shape.of(dims), values)));
    }
    return data;
  }

  private static Model quantized(Model model, Target target, long... dims) {
    return Quantizer.quantize(
            model,
            QuantizationConfig.of(Mode.STATIC, target),
            Optional.of(Network.over(data(4, dims))),
            ProgressListener.SILENT)
        .model();
  }

  private OptimizedGraph optimized(Model model) {
    Path file = folder.resolve("model.onnx");
    OnnxWriter.write(model, file);
    return OptimizedGraph.of(file, 1);
  }

  /**
   * Quantizes by weights of 7 bits, which every processor sums exactly, holds it against the
   * original, optimiser off and on, and counts what is fused.
   */
  private OptimizedGraph fused(Model model, double leastDecibels, long... dims) {
    Model quantized = quantized(model, Target.X64_SATURATING, dims);
    Map<String, Tensor> input = data(5, dims).getLast();
    String output = model.graph().outputs().getFirst().name();
    Tensor exact = Network.run(model, input, output);
    assertThat(Network.sqnrDecibels(exact, Network.run(quantized, input, output)))
        .isGreaterThan(leastDecibels);
    assertThat(
            Network.sqnrDecibels(
                exact, Network.run(quantized, input, output, SessionOptions.serving(1))))
        .isGreaterThan(leastDecibels);
    return optimized(quantized);
  }

  @Test
  void aResidualNetworkRunsOnIntegersFromEdgeToEdge() {
    Model model =
        picture(d -> {
          String a = d.relu(d.conv(d.x()));
          String sum = d.sketch().node("Add", d.conv(a), a);
          String b = d.relu(sum);
          return d.gemm(d.flat(d.sketch().node("GlobalAveragePool", d.conv(b))), CHANNELS);
        });

    OptimizedGraph optimized = fused(model, 20, 2, CHANNELS, 12, 12);

    assertThat(optimized.operators())
        .containsEntry("QLinearConv", 3)
        .containsEntry("com.microsoft.QLinearAdd", 1)
        .containsEntry("com.microsoft.QLinearGlobalAveragePool", 1)
        .containsEntry("com.microsoft.QGemm", 1)
        .doesNotContainKeys("Relu", "Conv", "Add", "Gemm");
    assertThat(optimized.floatNodes()).isZero();
    assertThat(optimized.conversions().inner()).isZero();
  }

  @Test
  void concatenatedBranchesRunOnIntegersThoughOneIsRectified() {
    Model model =
        picture(d -> {
          String a = d.conv(d.x());
          String b = d.relu(d.conv(d.x()));
          String both = d.sketch().op("Concat").with("axis", 1).on(a, b);
          String pooled =
              d.sketch().op("MaxPool").ints("kernel_shape", 2, 2).ints("strides", 2, 2).on(both);
          return d.conv(pooled);
        });

    OptimizedGraph optimized = fused(model, 20, 1, CHANNELS, 12, 12);

    assertThat(optimized.operators()).containsEntry("QLinearConv", 3);
    assertThat(optimized.floatNodes()).isZero();
    assertThat(optimized.conversions().inner()).isZero();
  }

  @Test
  void aProductWithABiasBecomesOneLayerOnIntegers() {
    Model model =
        Sketch.model(s -> {
          String h =
              s.node(
                  "Add", s.node("MatMul", s.input("x", -1, 32), s.weights(32, 24)), s.weights(24));
          s.output(s.node("MatMul", s.relu(h), s.weights(24, 8)));
        });

    OptimizedGraph optimized = fused(model, 25, 4, 32);

    assertThat(optimized.operators()).containsEntry("com.microsoft.QGemm", 1);
    assertThat(optimized.floatNodes()).isZero();
    assertThat(optimized.conversions().inner()).isZero();
  }

  @Test
  void aProductOfThreeAxesPutsOutExactNumbers() {
    Model model =
        Sketch.model(s ->
            s.output(
                s.node(
                    "Add",
                    s.node("MatMul", s.input("x", -1, -1, 32), s.weights(32, 24)),
                    s.weights(24))));

    OptimizedGraph optimized = fused(model, 30, 2, 3, 32);

    assertThat(optimized.operators()).containsEntry("com.microsoft.MatMulIntegerToFloat", 1);
    assertThat(optimized.operators()).containsEntry("QuantizeLinear", 1);
  }

  @Test
  void scaledAndTransposedLayersComputeTheSame() {
    Model model =
        Sketch.model(s ->
            s.output(
                s.op("Gemm")
                    .with("alpha", 0.5f)
                    .with("beta", 2f)
                    .with("transB", 1)
                    .on(s.input("x", -1, 32), s.weights(24, 32), s.weights(24))));

    assertThat(fused(model, 30, 4, 32).floatNodes()).isZero();
  }

  @Test
  void aDepthwiseConvolutionStaysOnX64UnlessAskedFor() {
    Model model =
        picture(d ->
            d.sketch()
                .op("Conv")
                .with("group", CHANNELS)
                .on(d.conv(d.x()), d.sketch().weights(CHANNELS, 1, 3, 3)));
    Activations data = Network.over(data(2, 1, CHANNELS, 12, 12));
    QuantizationConfig config = QuantizationConfig.of(Mode.STATIC, Target.X64_SATURATING);

    Quantized usual = Quantizer.quantize(model, config, Optional.of(data), ProgressListener.SILENT);
    Quantized asked =
        Quantizer.quantize(
            model,
            config.withScope(Scope.everything().withKeepFloat(Choice.OFF)),
            Optional.of(data),
            ProgressListener.SILENT);

    assertThat(usual.kept())
        .extracting(Quantized.KeptLayer::reason)
        .containsExactly("a depthwise convolution is no faster on integers");
    assertThat(asked.kept()).isEmpty();
    assertThat(asked.layers()).hasSize(2);
  }

  @Test
  void tensorRtGetsInputsAndTheResidualBranchRoundedOnly() {
    Model model =
        picture(d -> {
          String a = d.relu(d.conv(d.x()));
          return d.sketch().node("Add", d.conv(a), a);
        });

    Model quantized = quantized(model, Target.TENSOR_RT, 1, CHANNELS, 12, 12);

    List<Node> nodes = quantized.graph().nodes();
    assertThat(nodes).filteredOn(node -> node.is("QuantizeLinear")).hasSize(2);
    Node sum = nodes.stream().filter(node -> node.is("Add")).findFirst().orElseThrow();
    assertThat(sum.input(1)).endsWith("_rounded");
    assertThat(sum.input(0)).doesNotEndWith("_rounded");
    quantized
        .graph()
        .initializers()
        .forEach((name, initializer) -> {
          if (name.endsWith("_zero_point")) {
            assertThat(initializer.tensor().type()).isEqualTo(DType.INT8);
            assertThat(initializer.tensor().toBytes()).containsOnly(0);
          }
        });
  }

  /** A rectifier is absorbed by signed integers too, where they may begin at the lowest. */
  @Test
  void signedIntegersFuseWhereTheRuntimeIsToldToTakeThem() {
    Model model = picture(d -> d.conv(d.relu(d.conv(d.x()))));
    Model quantized = quantized(model, Target.ARM64, 1, CHANNELS, 12, 12);
    Map<String, Tensor> input = data(3, 1, CHANNELS, 12, 12).getLast();
    String output = model.graph().outputs().getFirst().name();

    Tensor signed =
        Network.run(
            quantized,
            input,
            output,
            SessionOptions.serving(1).with("session.qdqisint8allowed", "1"));

    assertThat(Network.sqnrDecibels(Network.run(model, input, output), signed)).isGreaterThan(20);
    assertThat(quantized.graph().initializers().values())
        .filteredOn(initializer -> initializer.name().endsWith("_zero_point"))
        .extracting(initializer -> initializer.tensor().toBytes()[0])
        .contains((byte) -128, (byte) 0);
  }
}
