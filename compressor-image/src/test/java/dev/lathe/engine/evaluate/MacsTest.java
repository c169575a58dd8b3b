package dev.lathe.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Initializer;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MacsTest {
  private static Model model(Map<String, Shape> weights, Dim[] input, Node... nodes) {
    Map<String, Initializer> initializers = new LinkedHashMap<>();
    weights.forEach((name, shape) ->
        initializers.put(
            name,
            Initializer.of(name, Tensor.ofFloats(shape, new float[(int) shape.elementCount()]))));
    Node last = nodes[nodes.length - 1];
    Graph graph =
        new Graph(
            "g",
            List.of(nodes),
            List.of(Value.of("x", TensorType.of(DType.FLOAT, input))),
            List.of(Value.of(last.output(), TensorType.of(DType.FLOAT, new Dim.Unknown()))),
            new LinkedHashMap<>(initializers),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            Residue.none());
    return new Model(
        8,
        new LinkedHashMap<>(Map.of("", 13L)),
        new Model.Producer("test", ""),
        new LinkedHashMap<>(),
        graph,
        Residue.none());
  }

  private static Node node(String opType, String... inputs) {
    return Node.of(opType, "n", List.of(inputs), List.of("y"));
  }

  private static Dim[] dims(long... extents) {
    return java.util.Arrays.stream(extents)
        .mapToObj(extent -> extent < 0 ? new Dim.Unknown() : Dim.of(extent))
        .toArray(Dim[]::new);
  }

  private static long count(Model model, long... shape) {
    Macs macs = Macs.of(model, Map.of("x", Shape.of(shape)));
    assertThat(macs.obstacle()).isEmpty();
    return macs.count();
  }

  @Test
  void aConvolutionMeetsItsFilterAtEachElementOfItsOutput() {
    Model plain =
        model(Map.of("w", Shape.of(8, 3, 3, 3)), dims(-1, 3, -1, -1), node("Conv", "x", "w"));
    Model depthwise =
        model(
            Map.of("w", Shape.of(4, 1, 3, 3)),
            dims(-1, 4, -1, -1),
            node("Conv", "x", "w").withAttribute("group", Attribute.of(4)));

    // 8 channels of 6 x 6, each of 27 products
    assertThat(count(plain, 1, 3, 8, 8)).isEqualTo(8 * 36 * 27);
    assertThat(count(depthwise, 1, 4, 8, 8)).isEqualTo(4 * 36 * 9);
  }

  @Test
  void aTransposedConvolutionMeetsItsFilterAtEachElementOfItsInput() {
    Model model =
        model(
            Map.of("w", Shape.of(4, 2, 3, 3)),
            dims(-1, 4, -1, -1),
            node("ConvTranspose", "x", "w"));

    assertThat(count(model, 1, 4, 5, 5)).isEqualTo(4 * 25 * 2 * 9);
  }

  @Test
  void aMatrixProductTakesItsInnerExtentPerElement() {
    Model product = model(Map.of("w", Shape.of(6, 5)), dims(-1, -1, 6), node("MatMul", "x", "w"));
    Model transposed =
        model(
            Map.of("w", Shape.of(6, 5)),
            dims(6, -1),
            node("Gemm", "x", "w").withAttribute("transA", Attribute.of(1)));

    assertThat(count(product, 1, 7, 6)).isEqualTo(7 * 5 * 6);
    assertThat(count(transposed, 6, 3)).isEqualTo(3 * 5 * 6);
  }

  @Test
  void aRecurrentLayerMeetsItsWeightsAtEveryStep() {
    // input 12, hidden 64, 4 gates, 2 directions, 29 steps
    Model model =
        model(
            Map.of("w", Shape.of(2, 256, 12), "r", Shape.of(2, 256, 64)),
            dims(-1, -1, 12),
            node("LSTM", "x", "w", "r")
                .withAttribute("hidden_size", Attribute.of(64))
                .withAttribute("direction", Attribute.of("bidirectional")));

    assertThat(count(model, 29, 1, 12)).isEqualTo(29L * 2 * 256 * (12 + 64));
  }

  @Test
  void elementwiseOperatorsAreNotCounted() {
    assertThat(count(model(Map.of(), dims(-1, 4), node("Relu", "x")), 1, 4)).isZero();
  }

  @Test
  void anOpenExtentIsNamedAndNotGuessed() {
    Model model = model(Map.of("w", Shape.of(6, 5)), dims(-1, -1, 6), node("MatMul", "x", "w"));

    assertThat(Macs.of(model, Map.of()).obstacle())
        .contains("MatMul 'n': the shapes of its inputs and output are not known");
  }

  @Test
  void aFunctionIsNamedAndNotLookedInto() {
    Model model =
        Sketch.model(g -> {
          g.function("Act", f -> f.result(f.relu(f.parameter("x"))));
          g.output(g.call("Act", g.input("x", 2)));
        });

    assertThat(Macs.of(model, Map.of()).obstacle())
        .contains("local.Act 'act_0': what its function computes is not looked into");
  }
}
