package dev.lathe.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Initializer;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.graph.SparseTensor;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightsTest {
  private static Graph graph(Map<String, Tensor> constants, Node... nodes) {
    Map<String, Initializer> initializers = new LinkedHashMap<>();
    constants.forEach((name, tensor) -> initializers.put(name, Initializer.of(name, tensor)));
    return new Graph(
        "g",
        List.of(nodes),
        List.of(),
        List.of(),
        new LinkedHashMap<>(initializers),
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        Residue.none());
  }

  private static Node node(String opType, String output, String... inputs) {
    return Node.of(opType, "", List.of(inputs), List.of(output));
  }

  @Test
  void initializersAndConstantNodesCountAlikeAndShapesDoNot() {
    Tensor floats = Tensor.ofFloats(Shape.of(2, 2), 1, 0, -0f, 3);
    Node constant =
        node("Constant", "c").withAttribute("value", Attribute.of(Tensor.ofFloats(Shape.of(1), 5)));

    assertThat(
            Weights.of(
                graph(Map.of("w", floats, "shape", Tensor.ofLongs(Shape.of(2), 0, 4)), constant)))
        .isEqualTo(new Weights(5, 2));
  }

  @Test
  void quantizedWeightsAreZeroAtTheirZeroPoint() {
    Tensor weight =
        Tensor.ofBytes(DType.UINT8, Shape.of(4), (byte) 128, (byte) 0, (byte) 128, (byte) 7);
    Map<String, Tensor> constants =
        Map.of(
            "w", weight,
            "s", Tensor.ofFloats(Shape.scalar(), 0.1f),
            "z", Tensor.ofBytes(DType.UINT8, Shape.scalar(), (byte) 128));

    assertThat(Weights.of(graph(constants, node("DequantizeLinear", "d", "w", "s", "z"))))
        .isEqualTo(new Weights(4, 2));
    assertThat(Weights.of(graph(constants, node("MatMulInteger", "d", "x", "w", "s", "z"))))
        .isEqualTo(new Weights(4, 2));
  }

  @Test
  void halfPrecisionAndNibblesAreReadInTheirOwnWidth() {
    Tensor half =
        Tensor.ofBytes(DType.FLOAT16, Shape.of(2), (byte) 0, (byte) 0x80, (byte) 1, (byte) 0);
    Tensor nibbles = Tensor.ofBytes(DType.INT4, Shape.of(3), (byte) 0x0f, (byte) 0x00);

    assertThat(Weights.of(graph(Map.of("h", half)))).isEqualTo(new Weights(2, 1));
    assertThat(Weights.of(graph(Map.of("n", nibbles)))).isEqualTo(new Weights(3, 2));
  }

  @Test
  void sparseInitializersAndBodiesCountInFull() {
    SparseTensor sparse =
        new SparseTensor(
            Tensor.ofFloats(Shape.of(1), 2), Tensor.ofLongs(Shape.of(1), 3), Shape.of(2, 5));
    Graph body =
        new Graph(
            "b",
            List.of(),
            List.of(),
            List.of(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(Map.of("s", sparse)),
            new LinkedHashMap<>(),
            Residue.none());
    Node loop = node("Loop", "y").withAttribute("body", new Attribute.GraphValue(body));

    Weights weights = Weights.of(graph(Map.of(), loop));

    assertThat(weights).isEqualTo(new Weights(10, 9));
    assertThat(weights.sparsity()).isEqualTo(0.9);
  }
}
