package dev.lathe.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Function;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the graph does not model, or models in one of several spellings, comes back as it was. */
class LosslessTest {
  private static Model read() {
    return OnnxReader.read(EverythingModel.model().toSegment());
  }

  @Test
  void everythingAMessageCanHoldIsWrittenAsItWasRead() {
    assertThat(OnnxWriter.toBytes(read())).isEqualTo(EverythingModel.model().toBytes());
  }

  @Test
  void whatTheGraphModelsIsThereToWorkWith() {
    Model model = read();
    Graph graph = model.graph();
    Node relu = graph.nodes().getFirst();

    assertThat(model.opsets()).isEqualTo(Map.of("", 17L, "com.microsoft", 1L));
    assertThat(model.metadata()).isEqualTo(Map.of("k", "v", "no value", ""));
    assertThat(relu.is("Relu")).isTrue();
    assertThat(relu.floatAttribute("alpha", 0)).isEqualTo(1.5f);
    assertThat(relu.intsAttribute("axes")).contains(List.of(1L, 2L));
    assertThat(relu.tensorAttribute("value")).contains(Tensor.ofFloats(Shape.scalar(), 0));
    assertThat(relu.attribute("rare").orElseThrow()).isInstanceOf(Attribute.Opaque.class);
    assertThat(graph.inputs().getFirst().type())
        .isEqualTo(
            ValueType.TensorType.of(
                DType.FLOAT,
                Dim.of(2),
                new Dim.Unknown(),
                new Dim.Unknown(),
                new Dim.Symbolic("n")));
    assertThat(graph.sparseInitializers().firstEntry().getValue().indices())
        .isEqualTo(Tensor.ofLongs(Shape.of(1), 3));
  }

  @Test
  void aFunctionIsThereToWorkWith() {
    Function function =
        Objects.requireNonNull(read().functions().get(new Function.Id("local", "f", "second")));

    assertThat(function.attributes()).containsExactly("axis");
    assertThat(function.defaults()).isEqualTo(Map.of("slope", Attribute.of(1.5f)));
    assertThat(function.opsets()).isEqualTo(Map.of("", 17L));
    assertThat(function.body().inputs()).extracting(Value::name).containsExactly("a", "unread");
    assertThat(function.body().outputs()).extracting(Value::name).containsExactly("b");
    assertThat(function.body().nodes().getLast().attribute("alpha"))
        .hasValueSatisfying(
            alpha -> assertThat(((Attribute.Reference) alpha).parameter()).isEqualTo("slope"));
  }

  @Test
  void anEditReplacesTheSpellingItMadeWrongAndNoOther() {
    Model model = read();
    Value retyped =
        new Value(
            "x",
            ValueType.TensorType.of(DType.INT8, Dim.of(1)),
            model.graph().inputs().getFirst().residue());
    Node renamed =
        new Node(
            "named",
            "com.example",
            "Relu",
            List.of("x"),
            List.of("y"),
            Map.of("value", Attribute.of(5)),
            model.graph().nodes().getFirst().residue());
    Graph graph = model.graph();
    Model edited =
        model
            .withOpset("", 18)
            .withMetadata(Map.of("no value", "now"))
            .withGraph(
                new Graph(
                    "named",
                    List.of(renamed),
                    List.of(retyped),
                    graph.outputs(),
                    graph.initializers(),
                    graph.sparseInitializers(),
                    graph.valueInfo(),
                    graph.residue()));

    Model again = OnnxReader.read(MemorySegment.ofArray(OnnxWriter.toBytes(edited)));

    assertThat(again.opsets()).isEqualTo(Map.of("", 18L, "com.microsoft", 1L));
    assertThat(again.metadata()).isEqualTo(Map.of("no value", "now"));
    assertThat(again.graph().name()).isEqualTo("named");
    assertThat(again.graph().inputs().getFirst().type()).isEqualTo(retyped.type());
    Node node = again.graph().nodes().getFirst();
    assertThat(node.name()).isEqualTo("named");
    assertThat(node.domain()).isEqualTo("com.example");
    assertThat(node.attributes()).isEqualTo(renamed.attributes());
    assertThat(again.graph().outputs()).isEqualTo(graph.outputs());
  }

  @Test
  void whatATensorSaidIsGoneOnceTheAttributeIsNone() {
    RawMessage tensor =
        new RawMessage()
            .text(1, "value")
            .message(5, EverythingModel.scalar("t"))
            .text(13, "doc")
            .integer(20, 4);
    RawMessage number =
        new RawMessage().text(1, "value").integer(3, 5).text(13, "doc").integer(20, 2);
    Model model = OnnxReader.read(with(tensor).toSegment());
    Node node = model.graph().nodes().getFirst();

    Graph edited =
        model.graph().edit().replace(node, node.withAttribute("value", Attribute.of(5))).toGraph();

    assertThat(OnnxWriter.toBytes(model.withGraph(edited))).isEqualTo(with(number).toBytes());
  }

  private static RawMessage with(RawMessage attribute) {
    RawMessage node = new RawMessage().text(2, "y").text(4, "Constant").message(5, attribute);
    return new RawMessage().integer(1, 8).message(7, new RawMessage().message(1, node));
  }
}
