package dev.lathe.engine.technique.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.GraphCheck;
import dev.lathe.engine.graph.GraphEditor;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizerTest {
  private static final QuantizationConfig DYNAMIC =
      QuantizationConfig.of(Mode.DYNAMIC, Target.X64_SATURATING);
  private static final QuantizationConfig STATIC =
      QuantizationConfig.of(Mode.STATIC, Target.X64_SATURATING);

  @TempDir private Path folder;

  /** Looks up words, then two products that share their input, one of them a Gemm. */
  private static Network words() {
    return new Network()
        .input("ids", DType.INT64, Dim.of(6))
        .output("y", Dim.of(6), Dim.of(48))
        .output("z", Dim.of(6), Dim.of(40))
        .weights("table", 0.5, 50, 32)
        .weights("w", 0.2, 32, 48)
        .weights("v", 0.2, 32, 40)
        .weights("bias", 1, 40)
        .node("Gather", "x", "table", "ids")
        .node("MatMul", "y", "x", "w")
        .node("Gemm", "z", "x", "v", "bias");
  }

  private static final Map<String, Tensor> IDS =
      Map.of("ids", Tensor.ofLongs(Shape.of(6), 3, 14, 15, 9, 2, 6));

  /** Two convolutions, the first with a rectifier, and a residual connection around the second. */
  private static Network pictures() {
    return new Network()
        .input("x", DType.FLOAT, new Dim.Symbolic("n"), Dim.of(3), Dim.of(8), Dim.of(8))
        .output("y", new Dim.Symbolic("n"), Dim.of(16), Dim.of(8), Dim.of(8))
        .weights("w1", 0.3, 16, 3, 3, 3)
        .weights("b1", 0.5, 16)
        .weights("w2", 0.1, 16, 16, 3, 3)
        .weights("b2", 0.5, 16)
        .conv("c1", "x", "w1", "b1")
        .node("Relu", "r1", "c1")
        .conv("c2", "r1", "w2", "b2")
        .node("Add", "y", "c2", "r1");
  }

  private static Quantized quantize(Network network, QuantizationConfig config) {
    List<Map<String, Tensor>> batches =
        List.of(
            Map.of("x", network.random(1, 2, 3, 8, 8)), Map.of("x", network.random(1, 1, 3, 8, 8)));
    return Quantizer.quantize(
        network.model(), config, Optional.of(Network.over(batches)), ProgressListener.SILENT);
  }

  @Test
  void productsAndLookupsBecomeIntegers() {
    Model source = words().model();

    Quantized quantized =
        Quantizer.quantize(source, DYNAMIC, Optional.empty(), ProgressListener.SILENT);

    Model model = quantized.model();
    assertThat(GraphCheck.firstProblem(model.graph())).isEmpty();
    assertThat(model.graph().nodes())
        .extracting(Node::opType)
        .containsExactly(
            "Gather",
            "DequantizeLinear",
            "Gather",
            "Mul",
            "DynamicQuantizeLinear",
            "MatMulInteger",
            "Cast",
            "Mul",
            "Mul",
            "MatMulInteger",
            "Cast",
            "Mul",
            "Mul",
            "Add");
    assertThat(model.graph().initializers().keySet())
        .doesNotContain("table", "w", "v")
        .contains("bias");
    for (String output : List.of("y", "z")) {
      assertThat(
              Network.sqnrDecibels(
                  Network.run(source, IDS, output), Network.run(model, IDS, output)))
          .isGreaterThan(35);
    }
    assertThat(quantized.layers())
        .extracting(QuantizedLayer::name)
        .containsExactly("Gather_x", "MatMul_y", "Gemm_z");
  }

  @Test
  void theRuntimesOptimiserComputesTheSame() {
    Model model =
        Quantizer.quantize(words().model(), DYNAMIC, Optional.empty(), ProgressListener.SILENT)
            .model();

    assertThat(
            Network.sqnrDecibels(
                Network.run(model, IDS, "y"),
                Network.run(model, IDS, "y", SessionOptions.serving(1))))
        .isGreaterThan(90);
  }

  @Test
  void convolutionsRunInIntegersFromEndToEnd() {
    Network network = pictures();
    Quantized quantized = quantize(network, STATIC);
    Model model = quantized.model();
    Path file = folder.resolve("model.onnx");
    OnnxWriter.write(model, file);

    OptimizedGraph optimized = OptimizedGraph.of(file, 1);

    assertThat(optimized.operators()).containsEntry("QLinearConv", 2);
    assertThat(optimized.floatNodes()).isZero();
    Map<String, Tensor> input = Map.of("x", network.random(1, 3, 3, 8, 8));
    Tensor exact = Network.run(network.model(), input, "y");
    assertThat(Network.sqnrDecibels(exact, Network.run(model, input, "y"))).isGreaterThan(28);
    assertThat(
            Network.sqnrDecibels(exact, Network.run(model, input, "y", SessionOptions.serving(1))))
        .isGreaterThan(28);
  }

  @Test
  void aRectifierIsAbsorbedByTheRangeBehindIt() {
    Model model = quantize(pictures(), STATIC).model();

    assertThat(model.graph().initializer("r1_zero_point").orElseThrow().toBytes())
        .containsExactly(0);
    assertThat(model.graph().initializer("c1_scale")).isEmpty();
  }

  @Test
  void signedActivationsAreSymmetric() {
    Model model = quantize(pictures(), QuantizationConfig.of(Mode.STATIC, Target.ARM64)).model();

    Tensor zeroPoint = model.graph().initializer("x_zero_point").orElseThrow();
    assertThat(zeroPoint.type()).isEqualTo(DType.INT8);
    assertThat(zeroPoint.toBytes()).containsExactly(0);
  }

  @Test
  void tensorRtKeepsItsBiasesInFloat() {
    Model model =
        quantize(pictures(), QuantizationConfig.of(Mode.STATIC, Target.TENSOR_RT)).model();

    assertThat(model.graph().nodes())
        .filteredOn(node -> node.is("Conv"))
        .allSatisfy(node ->
            assertThat(model.graph().initializer(node.input(2)).orElseThrow().type())
                .isEqualTo(DType.FLOAT));
  }

  @Test
  void aSaturatingTargetGetsSevenBits() {
    for (Target target : Target.values()) {
      Model model = quantize(pictures(), QuantizationConfig.of(Mode.STATIC, target)).model();

      byte[] weights = model.graph().initializer("w1_quantized").orElseThrow().toBytes();
      int largest = 0;
      for (byte weight : weights) {
        largest = Math.max(largest, Math.abs(weight));
      }
      assertThat(largest).isEqualTo(target.saturates() ? 64 : 127);
    }
  }

  /** Of 15 levels that reach the largest weight most would be spent on a few large weights. */
  @Test
  void fourBitsAreFifteenLevelsInBytesThatRunAsIntegers() {
    QuantizationConfig config = STATIC.withWeights(Weights.USUAL.withBits(4));
    Quantized quantized = quantize(pictures(), config);
    Model model = quantized.model();
    Path file = folder.resolve("model.onnx");
    OnnxWriter.write(model, file);

    assertThat(OptimizedGraph.of(file, 1).operators()).containsEntry("QLinearConv", 2);
    for (String weights : List.of("w1", "w2")) {
      Tensor integers = model.graph().initializer(weights + "_quantized").orElseThrow();
      assertThat(integers.type()).isEqualTo(DType.INT8);
      Tensor exact = pictures().model().graph().initializer(weights).orElseThrow();
      float[] scales = model.graph().initializer(weights + "_scale").orElseThrow().toFloats();
      QuantizedWeights widest = QuantizedWeights.of(weights, exact, 0, 7);
      for (int i = 0; i < integers.toBytes().length; i++) {
        assertThat((int) integers.toBytes()[i]).isBetween(-7, 7);
      }
      for (int c = 0; c < scales.length; c++) {
        assertThat(scales[c]).isLessThanOrEqualTo(widest.scales().toFloats()[c]);
      }
      assertThat(
              QuantizedWeights.by(Tensor.ofFloats(Shape.of(16), scales), exact, 0, 7)
                  .sqnrDecibels())
          .isGreaterThan(widest.sqnrDecibels() + 0.2);
    }
    assertThat(quantized.notes()).anyMatch(note -> note.contains("stored in bytes"));
  }

  @Test
  void theSameModelTwiceIsTheSameBytes() {
    assertThat(OnnxWriter.toBytes(quantize(pictures(), STATIC).model()))
        .isEqualTo(OnnxWriter.toBytes(quantize(pictures(), STATIC).model()));
  }

  @Test
  void whatTheRecipeExcludesIsKeptWithTheReason() {
    Quantized quantized =
        quantize(pictures(), STATIC.withScope(Scope.everything().excluding("*c2")));

    assertThat(quantized.layers()).extracting(QuantizedLayer::name).containsExactly("Conv_c1");
    assertThat(quantized.kept())
        .containsExactly(new Quantized.KeptLayer("Conv_c2", "Conv", "excluded by the recipe"));
  }

  @Test
  void whatTheRecipeExcludesInVainIsSaid() {
    Scope misspelt = Scope.everything().excluding("*c1", "/backbone/*");

    assertThat(quantize(pictures(), STATIC.withScope(misspelt)).notes())
        .contains(
            "exclude: no node is called '/backbone/*': there are 'Conv_c1', 'Relu_r1', 'Conv_c2',"
                + " 'Add_y'")
        .noneMatch(note -> note.contains("*c1"));
  }

  @Test
  void aNodeWithoutANameIsExcludedByTheOneItHasInReports() {
    Model model =
        Sketch.model(s -> {
          String hidden = s.node("MatMul", s.input("x", -1, 64), s.weights(64, 64));
          s.output(s.node("MatMul", hidden, s.weights(64, 64)));
        });
    GraphEditor editor = model.graph().edit();
    for (Node node : model.graph().nodes()) {
      editor.replace(node, Node.of(node.opType(), "", node.inputs(), node.outputs()));
    }
    Model nameless = model.withGraph(editor.toGraph());
    String first = nameless.graph().nodes().getFirst().output();

    Quantized quantized =
        Quantizer.quantize(
            nameless,
            DYNAMIC.withScope(Scope.everything().excluding(first)),
            Optional.empty(),
            ProgressListener.SILENT);

    assertThat(quantized.kept())
        .containsExactly(new Quantized.KeptLayer(first, "MatMul", "excluded by the recipe"));
  }

  /** A bias behind, and α, β and a transposition within: each product is one node when it runs. */
  @Test
  void theRuntimeFusesEachProductIntoOneNode() {
    Model model =
        Sketch.model(s -> {
          String x = s.input("x", -1, -1, 64);
          String a = s.node("Add", s.node("MatMul", x, s.weights(64, 32)), s.weights(32));
          String b = s.node("MatMul", x, s.weights(64, 32));
          s.output(s.node("MatMul", s.node("Mul", a, b), s.weights(32, 64)));
        });
    Model quantized =
        Quantizer.quantize(model, DYNAMIC, Optional.empty(), ProgressListener.SILENT).model();
    Path file = folder.resolve("model.onnx");
    OnnxWriter.write(quantized, file);

    OptimizedGraph optimized = OptimizedGraph.of(file, 1);

    assertThat(optimized.operators())
        .containsEntry("com.microsoft.MatMulIntegerToFloat", 2)
        .containsEntry("com.microsoft.DynamicQuantizeMatMul", 1)
        .containsEntry("DynamicQuantizeLinear", 1)
        .doesNotContainKeys("MatMulInteger", "Cast", "Add", "MatMul");
  }

  @Test
  void scaledAndTransposedProductsComputeTheSame() {
    Model model =
        Sketch.model(s ->
            s.output(
                s.op("Gemm")
                    .with("alpha", 0.5f)
                    .with("beta", 3f)
                    .with("transB", 1)
                    .on(s.input("x", -1, 64), s.weights(48, 64), s.weights(48))));
    Map<String, Tensor> input = Map.of("x", new Network().random(1, 5, 64));
    String output = model.graph().outputs().getFirst().name();

    Model quantized =
        Quantizer.quantize(model, DYNAMIC, Optional.empty(), ProgressListener.SILENT).model();

    assertThat(
            Network.sqnrDecibels(
                Network.run(model, input, output), Network.run(quantized, input, output)))
        .isGreaterThan(35);
  }

  /**
   * One input channel is sixty times as large, and inputs depend on each other, as real ones do.
   */
  @Test
  void dataMakesADynamicModelMoreExact() {
    Model model =
        Sketch.model(s -> {
          String x = s.node("MatMul", s.input("x", -1, 8), s.constant("mix", mixing(64)));
          s.output(s.node("Add", s.node("MatMul", x, s.weights(64, 64)), x));
        });
    List<Map<String, Tensor>> data =
        List.of(
            Map.of("x", new Network().random(1, 40, 8)),
            Map.of("x", new Network().random(1, 7, 8)));
    QuantizationConfig config = DYNAMIC.withScope(Scope.everything().excluding("matmul_0"));
    Map<String, Tensor> input = Map.of("x", new Network().random(1, 9, 8));
    String output = model.graph().outputs().getFirst().name();
    Tensor exact = Network.run(model, input, output);

    Quantized without =
        Quantizer.quantize(model, config, Optional.empty(), ProgressListener.SILENT);
    Quantized with =
        Quantizer.quantize(model, config, Optional.of(Network.over(data)), ProgressListener.SILENT);

    double decibelsWithout =
        Network.sqnrDecibels(exact, Network.run(without.model(), input, output));
    double decibelsWith = Network.sqnrDecibels(exact, Network.run(with.model(), input, output));
    assertThat(decibelsWith).isGreaterThan(decibelsWithout + 6);
    assertThat(with.notes()).anyMatch(note -> note.contains("1 activation are scaled down"));
    assertThat(with.layers().getFirst().outputSqnrDecibels()).isPresent();
    assertThat(without.layers().getFirst().outputSqnrDecibels()).isEmpty();
  }

  private static Tensor mixing(int width) {
    float[] values = new Network().random(1, 8, width).toFloats();
    for (int row = 0; row < 8; row++) {
      values[row * width + 20] *= 60;
    }
    return Tensor.ofFloats(Shape.of(8, width), values);
  }

  @Test
  void whatCannotBeQuantizedIsKeptWithTheReason() {
    Model model =
        Sketch.model(s -> {
          String x = s.input("x", -1, 3, 32, 32);
          String c = s.conv(x, 4);
          String square = s.node("MatMul", c, c);
          String left = s.node("MatMul", s.weights(32, 32), square);
          String shared = s.weights(32, 32);
          s.output(s.node("MatMul", left, shared));
          s.output(s.node("Mul", left, shared));
          s.output(s.node("MatMul", left, s.weights(4, 32, 32)));
          s.output(s.node("MatMul", left, s.weights(32, 4)));
          s.output(s.node("MatMul", left, s.weights(32, 64)));
        });

    Quantized quantized =
        Quantizer.quantize(model, DYNAMIC, Optional.empty(), ProgressListener.SILENT);

    assertThat(quantized.kept())
        .extracting(Quantized.KeptLayer::reason)
        .containsExactly(
            "convolutions are quantized in static mode only",
            "both operands are computed at run time",
            "its first operand is constant",
            "Mul 'mul_4' reads its weights too",
            "its weights are no matrix: [4, 32, 32]",
            "its 512 bytes of weights are too few");
    assertThat(quantized.layers()).hasSize(1);
  }

  @Test
  void weightsThatACallerMayReplaceAreNoConstants() {
    Model model =
        new Network()
            .input("x", DType.FLOAT, Dim.of(4), Dim.of(64))
            .input("w", DType.FLOAT, Dim.of(64), Dim.of(64))
            .output("y", Dim.of(4), Dim.of(64))
            .weights("w", 1, 64, 64)
            .node("MatMul", "y", "x", "w")
            .model();

    assertRefused(
        model, DYNAMIC, Reason.UNSUPPORTED_MODEL, "both operands are computed at run time");
    assertThat(
            Quantizer.quantize(
                    model.withIrVersion(3), DYNAMIC, Optional.empty(), ProgressListener.SILENT)
                .layers())
        .hasSize(1);
  }

  @Test
  void weightsThatAreNotFiniteAreRefusedByName() {
    float[] values = new Network().random(1, 64, 64).toFloats();
    values[70] = Float.NaN;
    Model model =
        Sketch.model(s ->
            s.output(
                s.node(
                    "MatMul",
                    s.input("x", -1, 64),
                    s.constant("w", Tensor.ofFloats(Shape.of(64, 64), values)))));

    assertRefused(model, DYNAMIC, Reason.INVALID_MODEL, "'w' holds NaN at element 70");
  }

  @Test
  void optionsThatNeedDataAreRefusedWithoutIt() {
    Weights compensated =
        new Weights(
            Weights.Granularity.PER_CHANNEL,
            Weights.Range.AUTO,
            Weights.Rounding.COMPENSATED,
            Choice.AUTO);
    InputQuantization smooth =
        new InputQuantization(InputQuantization.Type.AUTO, Calibration.MIN_MAX, Choice.ON);

    assertRefused(
        words().model(),
        DYNAMIC.withWeights(compensated),
        Reason.INVALID_MANIFEST,
        "compensated rounding needs data");
    assertRefused(
        words().model(),
        DYNAMIC.withActivations(smooth),
        Reason.INVALID_MANIFEST,
        "smoothing needs data");
  }

  @Test
  void theSameDataTwiceGivesTheSameBytes() {
    List<Map<String, Tensor>> data = List.of(IDS);

    byte[] first =
        OnnxWriter.toBytes(
            Quantizer.quantize(
                    words().model(),
                    DYNAMIC,
                    Optional.of(Network.over(data)),
                    ProgressListener.SILENT)
                .model());

    assertThat(
            OnnxWriter.toBytes(
                Quantizer.quantize(
                        words().model(),
                        DYNAMIC,
                        Optional.of(Network.over(data)),
                        ProgressListener.SILENT)
                    .model()))
        .isEqualTo(first);
  }

  @Test
  void staticQuantizationWithoutDataIsRefused() {
    assertRefused(pictures().model(), STATIC, Reason.INVALID_MANIFEST, "spec.data.calibration");
  }

  @Test
  void aModelWithoutWeightsIsRefused() {
    Model model =
        new Network()
            .input("a", DType.FLOAT, Dim.of(4), Dim.of(4))
            .output("y", Dim.of(4), Dim.of(4))
            .node("MatMul", "y", "a", "a")
            .model();

    assertRefused(
        model, DYNAMIC, Reason.UNSUPPORTED_MODEL, "both operands are computed at run time");
  }

  @Test
  void anOpsetWithoutScalesByChannelIsRefused() {
    Model old = pictures().model().withOpset("", 12);

    assertThatThrownBy(() ->
            Quantizer.quantize(
                old, STATIC, Optional.of(Network.over(List.of())), ProgressListener.SILENT))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("opset 13 or newer, found 12");
  }

  private static void assertRefused(
      Model model, QuantizationConfig config, Reason reason, String why) {
    assertThatThrownBy(
            () -> Quantizer.quantize(model, config, Optional.empty(), ProgressListener.SILENT))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(why);
  }
}
