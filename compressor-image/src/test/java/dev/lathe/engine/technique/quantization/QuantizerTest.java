package dev.lathe.engine.technique.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.GraphCheck;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
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
            "Cast",
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
