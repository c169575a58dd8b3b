package dev.lathe.engine.graph.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.onnx.Fixtures;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.runtime.Session;
import dev.lathe.engine.runtime.SessionOptions;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Inference against the shapes of every intermediate value of real models while they run. */
class RealModelShapesTest {
  /** An input of zeros; of integers ones, since those may be lengths. */
  private static Map<String, Tensor> inputs(Model model, Shape shape) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (Value input : model.graph().inputs()) {
      int count = (int) shape.elementCount();
      switch (((TensorType) input.type()).elementType()) {
        case FLOAT -> inputs.put(input.name(), Tensor.ofFloats(shape, new float[count]));
        case INT64 -> inputs.put(input.name(), Tensor.ofLongs(shape, new long[count]));
        default -> throw new IllegalArgumentException(input.toString());
      }
    }
    return inputs;
  }

  private static Map<String, Tensor> everyValue(Model model, Map<String, Tensor> inputs) {
    Graph inferred = ShapeInference.infer(model).graph();
    GraphEditor editor = model.graph().edit();
    inferred.valueInfo().values().stream()
        .filter(value -> !model.graph().isInitializer(value.name()))
        .forEach(editor::addOutput);
    byte[] bytes = OnnxWriter.toBytes(model.withGraph(editor.toGraph()));
    try (Session session = Session.open(bytes, SessionOptions.asWritten(1))) {
      return session.run(inputs);
    }
  }

  private static void assertAgrees(Model model, Shape... inputShapes) {
    Graph open = ShapeInference.infer(model).graph();
    for (Shape inputShape : inputShapes) {
      Map<String, Tensor> inputs = inputs(model, inputShape);
      Map<String, Shape> shapes = new LinkedHashMap<>();
      inputs.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
      Graph concrete = ShapeInference.infer(model, shapes).graph();
      Map<String, Tensor> actual = everyValue(model, inputs);
      assertThat(actual).hasSizeGreaterThanOrEqualTo(model.graph().nodes().size());
      for (Value value : concrete.valueInfo().values()) {
        Tensor tensor = Objects.requireNonNull(actual.get(value.name()), value.name());
        TensorType exact = TensorType.of(tensor.type(), tensor.shape());
        assertThat(value.type()).as(value.name()).isEqualTo(exact);
        assertThat(holds((TensorType) open.declaredType(value.name()).orElseThrow(), tensor))
            .as("%s, inferred %s, found %s", value.name(), open.declaredType(value.name()), exact)
            .isTrue();
      }
    }
  }

  /** Whether the rank is known and right, and each extent that is known is right. */
  private static boolean holds(TensorType type, Tensor tensor) {
    List<Dim> dims = type.shape().orElse(List.of());
    if (type.elementType() != tensor.type() || dims.size() != tensor.shape().rank()) {
      return false;
    }
    for (int axis = 0; axis < dims.size(); axis++) {
      if (Dims.differ(dims.get(axis), Dim.of(tensor.shape().dim(axis)))) {
        return false;
      }
    }
    return true;
  }

  @Test
  void theDirectionClassifierAtTwoSizes() {
    assertAgrees(
        OnnxReader.read(Fixtures.path("direction/model.onnx")),
        Shape.of(1, 3, 48, 192),
        Shape.of(2, 3, 64, 100));
  }

  @Test
  void miniLmAtTwoLengths() {
    assertAgrees(
        OnnxReader.read(Fixtures.path("minilm/model.onnx")), Shape.of(1, 5), Shape.of(3, 16));
  }

  /**
   * Everything but batch and length is known beforehand, though each comes from a computed shape.
   */
  @Test
  void whatMiniLmReshapesToIsKnownBeforeItRuns() {
    Graph graph = ShapeInference.infer(OnnxReader.read(Fixtures.path("minilm/model.onnx"))).graph();

    assertThat(
            graph.nodes().stream()
                .filter(node -> node.is("Reshape"))
                .map(node -> graph.declaredType(node.output()).orElseThrow().toString())
                .distinct())
        .containsExactly("FLOAT [batch_size, ?, 12, 32]", "FLOAT [batch_size, ?, 384]");
  }
}
