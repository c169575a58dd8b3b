package dev.lathe.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the graph does not model, or models in one of several spellings, comes back as it was. */
class LosslessTest {
  /** A field no ONNX has, behind all known ones. */
  private static final int UNKNOWN = 1_000;

  private static RawMessage entry(String key, String value) {
    return new RawMessage().text(1, key).text(2, value);
  }

  private static RawMessage scalar(String name) {
    return new RawMessage().integer(2, 1).text(8, name).bytes(9, new byte[4]).text(12, "doc");
  }

  private static RawMessage type() {
    RawMessage dims =
        new RawMessage()
            .message(1, new RawMessage().integer(1, 2).text(3, "DATA_BATCH"))
            .message(1, new RawMessage().integer(1, -1))
            .message(1, new RawMessage().text(2, ""))
            .message(1, new RawMessage().text(2, "n"));
    RawMessage tensor = new RawMessage().integer(1, 1).message(2, dims);
    return new RawMessage().message(1, tensor).text(6, "TENSOR").integer(UNKNOWN, 1);
  }

  private static RawMessage value(String name) {
    return new RawMessage()
        .text(1, name)
        .message(2, type())
        .text(3, "doc")
        .message(4, entry("k", ""));
  }

  private static RawMessage relu() {
    RawMessage documented =
        new RawMessage().text(1, "alpha").float32(2, 1.5f).text(13, "doc").integer(20, 1);
    RawMessage untyped = new RawMessage().text(1, "axes").integer(8, 1).integer(8, 2);
    RawMessage tensor =
        new RawMessage().text(1, "value").message(5, scalar("t")).text(13, "").integer(20, 4);
    RawMessage rare =
        new RawMessage().text(1, "rare").message(14, type()).integer(20, 13).integer(UNKNOWN, 1);
    return new RawMessage()
        .text(1, "x")
        .text(1, "")
        .text(2, "y")
        .text(3, "")
        .text(4, "Relu")
        .message(5, documented)
        .message(5, untyped)
        .message(5, tensor)
        .message(5, rare)
        .text(6, "doc")
        .text(7, "ai.onnx")
        .text(8, "overload")
        .message(9, entry("k", "v"))
        .integer(UNKNOWN, 1);
  }

  private static RawMessage graph() {
    RawMessage indices =
        new RawMessage().integer(1, 1).integer(2, 7).bytes(7, (byte) 3).text(8, "i");
    RawMessage values =
        new RawMessage()
            .integer(1, 1)
            .integer(2, 1)
            .bytes(4, new byte[4])
            .text(8, "s")
            .text(12, "d");
    RawMessage sparse =
        new RawMessage().message(1, values).message(2, indices).integer(3, 9).integer(UNKNOWN, 1);
    return new RawMessage()
        .message(1, relu())
        .text(2, "")
        .message(5, scalar("w").integer(14, 0).message(16, entry("k", "v")))
        .text(10, "doc")
        .message(11, value("x"))
        .message(12, value("y"))
        .message(13, new RawMessage().text(1, "t").message(2, new RawMessage()))
        .message(14, new RawMessage().text(1, "annotation"))
        .message(15, sparse)
        .message(16, entry("k", "v"))
        .integer(UNKNOWN, 1);
  }

  private static RawMessage model() {
    RawMessage function =
        new RawMessage()
            .text(1, "f")
            .text(4, "a")
            .text(5, "b")
            .message(7, relu())
            .text(10, "local");
    return new RawMessage()
        .integer(1, 8)
        .text(2, "")
        .text(3, "1.0")
        .text(4, "org.example")
        .integer(5, 3)
        .text(6, "doc")
        .message(7, graph())
        .message(8, new RawMessage().text(1, "ai.onnx").integer(2, 17))
        .message(8, new RawMessage().text(1, "com.microsoft").integer(2, 1))
        .message(14, entry("k", "v"))
        .message(14, new RawMessage().text(1, "no value"))
        .message(20, new RawMessage().message(1, graph()))
        .message(25, function)
        .integer(UNKNOWN, 1);
  }

  private static Model read() {
    return OnnxReader.read(model().toSegment());
  }

  @Test
  void everythingAMessageCanHoldIsWrittenAsItWasRead() {
    assertThat(OnnxWriter.toBytes(read())).isEqualTo(model().toBytes());
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

    Model again =
        OnnxReader.read(java.lang.foreign.MemorySegment.ofArray(OnnxWriter.toBytes(edited)));

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
        new RawMessage().text(1, "value").message(5, scalar("t")).text(13, "doc").integer(20, 4);
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
