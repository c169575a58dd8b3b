package dev.lathe.engine.runtime;

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
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.runtime.OptimizedGraph.Conversions;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptimizedGraphTest {
  private static final TensorType ANY = TensorType.of(DType.FLOAT, new Dim.Unknown());

  private static Graph graph(Map<String, Tensor> constants, Node... nodes) {
    Map<String, Initializer> initializers = new LinkedHashMap<>();
    constants.forEach((name, tensor) -> initializers.put(name, Initializer.of(name, tensor)));
    return new Graph(
        "g",
        List.of(nodes),
        List.of(Value.of("x", ANY)),
        List.of(Value.of("y", ANY)),
        new LinkedHashMap<>(initializers),
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        Residue.none());
  }

  private static Node node(String opType, String output, String... inputs) {
    return Node.of(opType, "", List.of(inputs), List.of(output));
  }

  private static Node microsoft(String opType, String output, String... inputs) {
    return new Node(
        "", "com.microsoft", opType, List.of(inputs), List.of(output), Map.of(), Residue.none());
  }

  @Test
  void conversionsAtTheEdgesAreToldFromThoseInside() {
    OptimizedGraph found =
        OptimizedGraph.of(
            graph(
                Map.of("w", Tensor.ofBytes(DType.INT8, Shape.of(1), new byte[1])),
                node("Transpose", "t", "x"),
                node("QuantizeLinear", "q", "t"), // edge, behind a move
                node("QLinearConv", "c", "q"),
                node("DequantizeLinear", "d", "c"), // inner: softmax follows
                node("Softmax", "s", "d"),
                node("QuantizeLinear", "r", "s"), // inner
                microsoft("QGemm", "g", "r"),
                node("DequantizeLinear", "o", "g"), // edge, in front of a move
                node("DequantizeLinear", "v", "w"), // a stored weight
                node("MatMul", "m", "s", "v"),
                node("Reshape", "y", "o")));

    assertThat(found.conversions()).isEqualTo(new Conversions(2, 1, 2));
    assertThat(found.integerNodes()).isEqualTo(2);
    assertThat(found.floatNodes()).isEqualTo(1);
    assertThat(found.count("com.microsoft.QGemm")).isEqualTo(1);
    assertThat(found.count("DequantizeLinear")).isEqualTo(3);
    assertThat(found.count("Conv")).isZero();
  }

  @Test
  void aConversionWhoseResultIsAlsoReadInsideIsNoEdge() {
    OptimizedGraph found =
        OptimizedGraph.of(
            graph(
                Map.of(),
                node("DequantizeLinear", "d", "x"),
                node("Identity", "y", "d"),
                node("Relu", "z", "d")));

    assertThat(found.conversions()).isEqualTo(new Conversions(0, 0, 1));
  }

  @Test
  void depthwiseConvolutionsOfEitherKindAreCounted() {
    Tensor depthwise = Tensor.ofBytes(DType.INT8, Shape.of(4, 1, 3, 3), new byte[36]);
    Tensor grouped = Tensor.ofBytes(DType.INT8, Shape.of(4, 2, 3, 3), new byte[72]);
    Attribute four = Attribute.of(4);
    Attribute two = Attribute.of(2);
    OptimizedGraph found =
        OptimizedGraph.of(
            graph(
                Map.of("d", depthwise, "g", grouped),
                node("QLinearConv", "a", "x", "s", "z", "d").withAttribute("group", four),
                node("Conv", "b", "a", "d").withAttribute("group", four),
                node("Conv", "y", "b", "g").withAttribute("group", two)));

    assertThat(found.depthwiseNodes()).isEqualTo(2);
    assertThat(found.floatNodes()).isEqualTo(2);
  }

  @Test
  void nodesInBodiesAreCounted() {
    Graph body = graph(Map.of(), node("MatMulInteger", "y", "x"));
    Node loop = node("Loop", "y", "x").withAttribute("body", new Attribute.GraphValue(body));

    OptimizedGraph found = OptimizedGraph.of(graph(Map.of(), loop));

    assertThat(found.integerNodes()).isEqualTo(1);
    assertThat(found.operators().sequencedKeySet()).containsExactly("Loop", "MatMulInteger");
  }

  @Test
  void aQuantizedProductIsFusedButForItsEdges(@TempDir Path folder) {
    Map<String, Tensor> constants =
        Map.of(
            "s", Tensor.ofFloats(Shape.scalar(), 0.1f),
            "z", Tensor.ofBytes(DType.UINT8, Shape.scalar(), (byte) 128),
            "w", Tensor.ofBytes(DType.INT8, Shape.of(2, 2), (byte) 1, (byte) 2, (byte) 3, (byte) 4),
            "i", Tensor.ofBytes(DType.INT8, Shape.scalar(), (byte) 0));
    Node[] nodes = {
      node("QuantizeLinear", "xq", "x", "s", "z"),
      node("DequantizeLinear", "xd", "xq", "s", "z"),
      node("DequantizeLinear", "wd", "w", "s", "i"),
      node("MatMul", "m", "xd", "wd"),
      node("QuantizeLinear", "mq", "m", "s", "z"),
      node("DequantizeLinear", "y", "mq", "s", "z")
    };
    TensorType rows = TensorType.of(DType.FLOAT, new Dim.Unknown(), Dim.of(2));
    Graph graph = graph(constants, nodes);
    Graph typed =
        new Graph(
            "g",
            graph.nodes(),
            List.of(Value.of("x", rows)),
            List.of(Value.of("y", rows)),
            graph.initializers(),
            graph.sparseInitializers(),
            graph.valueInfo(),
            Residue.none());
    Model model =
        new Model(
            8,
            new LinkedHashMap<>(Map.of("", 13L)),
            new Model.Producer("test", ""),
            new LinkedHashMap<>(),
            typed,
            Residue.none());
    Path file = folder.resolve("m.onnx");
    OnnxWriter.write(model, file);

    OptimizedGraph found = OptimizedGraph.of(file, 1);

    assertThat(found.count("QLinearMatMul")).isEqualTo(1);
    assertThat(found.integerNodes()).isEqualTo(1);
    assertThat(found.floatNodes()).isZero();
    assertThat(found.conversions()).isEqualTo(new Conversions(2, 0, 0));
    try (Session session = Session.open(model, SessionOptions.serving(1))) {
      // 2 * 0.1 + 1 * 0.3 and 2 * 0.2 + 1 * 0.4, all multiples of the scale
      assertThat(session.run(Map.of("x", Tensor.ofFloats(Shape.of(1, 2), 2, 1))))
          .isEqualTo(Map.of("y", Tensor.ofFloats(Shape.of(1, 2), 0.5f, 0.8f)));
    }
  }

  /** With its weights beside the file ONNX Runtime 1.29 writes those of a body twice. */
  @Test
  void weightsInsideOfBodiesDoNotSpoilTheCount(@TempDir Path folder) {
    Model model =
        Sketch.model(g -> {
          String x = g.relu(g.input("x", 4, 64));
          Graph product = g.body(b -> b.output(b.node("MatMul", x, b.weights(64, 64))));
          Graph other = g.body(b -> b.output(b.node("Neg", x)));
          g.output(
              g.op("If")
                  .with("then_branch", product)
                  .with("else_branch", other)
                  .on(g.input("c", DType.BOOL, 1)));
        });
    Path file = folder.resolve("m.onnx");
    OnnxWriter.write(model, file);

    assertThat(OptimizedGraph.of(file, 1).count("MatMul")).isEqualTo(1);
  }
}
