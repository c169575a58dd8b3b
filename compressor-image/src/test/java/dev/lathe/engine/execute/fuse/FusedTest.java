package dev.lathe.engine.execute.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.shape.ShapeInference;
import dev.lathe.engine.onnx.Fixtures;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** That the numbers stay is held by RealModelsTest, on the model these are found in. */
class FusedTest {
  private static List<String> operators(Model model, Set<String> moving, String... activations) {
    Graph graph = ShapeInference.infer(model).graph();
    List<String> wanted =
        new java.util.ArrayList<>(graph.outputs().stream().map(Value::name).toList());
    wanted.addAll(List.of(activations));
    return Fused.graph(graph, moving, wanted).nodes().stream()
        .map(node -> (node.domain().isEmpty() ? "" : "kernel ") + node.opType())
        .toList();
  }

  private static List<String> operators(Model model) {
    return operators(model, Set.of());
  }

  @Test
  void anEncoderIsMadeOfItsKernels() {
    Map<String, Long> kernels =
        operators(OnnxReader.read(Fixtures.path("minilm/model.onnx"))).stream()
            .filter(operator -> operator.startsWith("kernel"))
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));

    assertThat(kernels)
        .containsExactly(
            Map.entry("kernel Attention", 6L),
            Map.entry("kernel Gelu", 6L),
            Map.entry("kernel LayerNormalization", 13L),
            Map.entry("kernel Linear", 36L));
  }

  private static String number(Sketch g, float value) {
    return g.constant(Tensor.ofFloats(Shape.scalar(), value));
  }

  private static Model gelu(float half) {
    return Sketch.model(g -> {
      String x = g.input("x", 2, 3);
      String erf = g.node("Erf", g.node("Div", x, number(g, 1.4142135f)));
      String sum = g.node("Add", number(g, 1), erf);
      g.output(g.node("Mul", number(g, half), g.node("Mul", x, sum)));
    });
  }

  @Test
  void factorsOfGeluStandInAnyOrder() {
    assertThat(operators(gelu(0.5f))).containsExactly("kernel Gelu");
  }

  @Test
  void anotherFactorIsNoGelu() {
    assertThat(operators(gelu(0.6f))).containsExactly("Div", "Erf", "Add", "Mul", "Mul");
  }

  @Test
  void aFactorThatIsTrainedIsNoGelu() {
    assertThat(operators(gelu(0.5f), Set.of("c2"))).doesNotContain("kernel Gelu");
  }

  @Test
  void aValueInBetweenThatIsAskedForIsStillComputed() {
    assertThat(operators(gelu(0.5f), Set.of(), "erf_1_out"))
        .containsExactly("Div", "Erf", "kernel Gelu");
  }

  private static Model normalization(long axis, long bias) {
    return Sketch.model(g -> {
      String x = g.input("x", 2, 4, 4);
      String centred = g.node("Sub", x, g.op("ReduceMean").ints("axes", axis).on(x));
      String square = g.node("Pow", centred, number(g, 2));
      String variance = g.op("ReduceMean").ints("axes", axis).on(square);
      String deviation = g.node("Sqrt", g.node("Add", variance, number(g, 1e-5f)));
      String unit = g.node("Div", centred, deviation);
      g.output(g.node("Add", g.node("Mul", unit, g.weights(4)), g.weights(bias)));
    });
  }

  @Test
  void aLayerNormalizationIsFound() {
    assertThat(operators(normalization(-1, 4))).containsExactly("kernel LayerNormalization");
    assertThat(operators(normalization(2, 4))).containsExactly("kernel LayerNormalization");
  }

  @Test
  void overAnotherAxisOrWithAScalarBiasItIsNone() {
    assertThat(operators(normalization(1, 4))).doesNotContain("kernel LayerNormalization");
    assertThat(operators(normalization(-1, 1))).doesNotContain("kernel LayerNormalization");
  }

  @Test
  void aBiasAsWideAsTheWeightsMakesALayer() {
    Function<Long, Model> model =
        width ->
            Sketch.model(g -> {
              String product = g.node("MatMul", g.input("x", 2, 3), g.weights(3, 4));
              g.output(g.node("Add", g.weights(width), product));
            });

    assertThat(operators(model.apply(4L))).containsExactly("kernel Linear");
    assertThat(operators(model.apply(1L))).containsExactly("MatMul", "Add");
  }

  private static Model pair(boolean rectified, DType type, String otherScale) {
    return Sketch.model(g -> {
      String x = g.input("x", 2, 3);
      g.constant("s", Tensor.ofFloats(Shape.scalar(), 0.1f));
      g.constant("t", Tensor.ofFloats(Shape.scalar(), 0.1f));
      g.constant("z", Tensor.ofBytes(type, Shape.scalar(), (byte) 0));
      String integers = g.node("QuantizeLinear", rectified ? g.relu(x) : x, "s", "z");
      g.output(g.node("DequantizeLinear", integers, otherScale, "z"));
    });
  }

  @Test
  void aPairByOneScaleIsOneKernelThoughTheScaleIsTrained() {
    Model model = pair(false, DType.INT8, "s");

    assertThat(operators(model)).containsExactly("kernel FakeQuantize");
    assertThat(operators(model, Set.of("s"))).containsExactly("kernel FakeQuantize");
  }

  @Test
  void aPairByTwoScalesOrAZeroPointThatMovesIsNone() {
    assertThat(operators(pair(false, DType.INT8, "t")))
        .containsExactly("QuantizeLinear", "DequantizeLinear");
    assertThat(operators(pair(false, DType.INT8, "s"), Set.of("z")))
        .containsExactly("QuantizeLinear", "DequantizeLinear");
  }

  @Test
  void aRectifierGoesWhereNothingBelowZeroHasALevel() {
    assertThat(operators(pair(true, DType.UINT8, "s"))).containsExactly("kernel FakeQuantize");
    assertThat(operators(pair(true, DType.INT8, "s")))
        .containsExactly("Relu", "kernel FakeQuantize");
  }

  @Test
  void theGraphThatIsFusedStaysAsItIs() {
    Model model = gelu(0.5f);
    List<Node> before = model.graph().nodes();

    operators(model);

    assertThat(model.graph().nodes()).isEqualTo(before);
  }
}
