package dev.lathe.engine.graph.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.onnx.Fixtures;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.runtime.OrtConstantEvaluator;
import dev.lathe.engine.runtime.Session;
import dev.lathe.engine.runtime.SessionOptions;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The standard list on real models: what is left of them, and that they compute the same. */
class PrepareTest {
  /** Folded batch normalization rounds weights once more. */
  private static final SameNumbers CLOSE = new SameNumbers(1e-5);

  private static Rewritten prepared(Model model) {
    return Prepare.prepare(model, new OrtConstantEvaluator());
  }

  @Test
  void theDirectionClassifierLosesItsConstantsAndNormalizations() {
    Model model = OnnxReader.read(Fixtures.path("direction/model.onnx"));
    Rewritten rewritten = prepared(model);
    Graph graph = rewritten.model().graph();

    assertThat(model.graph().nodes()).hasSize(566);
    assertThat(graph.nodes().size()).isEqualTo(203);
    assertThat(graph.nodes())
        .extracting(Node::opType)
        .doesNotContain("Constant", "BatchNormalization");
    assertSameOnImages(model, rewritten.model());
  }

  private static void assertSameOnImages(Model model, Model rewritten) {
    try (Session before = open(model);
        Session after = open(rewritten)) {
      for (Shape shape : new Shape[] {Shape.of(1, 3, 48, 192), Shape.of(2, 3, 96, 128)}) {
        Map<String, Tensor> image = Map.of("x", gaussian(shape));
        CLOSE.compare(before.run(image), after.run(image));
      }
    }
  }

  private static Session open(Model model) {
    return Session.open(OnnxWriter.toBytes(model), SessionOptions.asWritten(1));
  }

  private static Tensor gaussian(Shape shape) {
    Random random = new Random(5);
    float[] values = new float[(int) shape.elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.ofFloats(shape, values);
  }

  @Test
  void miniLmKeepsItsOpenBatchAndLength() {
    Model model = OnnxReader.read(Fixtures.path("minilm/model.onnx"));
    Rewritten rewritten = prepared(model);

    assertThat(model.graph().nodes()).hasSize(637);
    assertThat(rewritten.model().graph().nodes().size()).isEqualTo(491);
    assertThat(rewritten.model().graph().inputs()).isEqualTo(model.graph().inputs());
    try (Session before = open(model);
        Session after = open(rewritten.model())) {
      for (Shape shape : new Shape[] {Shape.of(1, 7), Shape.of(3, 20)}) {
        Map<String, Tensor> text = tokens(shape);
        CLOSE.compare(before.run(text), after.run(text));
      }
    }
  }

  private static Map<String, Tensor> tokens(Shape shape) {
    int count = (int) shape.elementCount();
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put(
        "input_ids", Tensor.ofLongs(shape, new Random(5).longs(count, 1000, 20_000).toArray()));
    inputs.put("attention_mask", Tensor.ofLongs(shape, new Random(6).longs(count, 0, 2).toArray()));
    inputs.put("token_type_ids", Tensor.ofLongs(shape, new long[count]));
    return inputs;
  }

  @Test
  void preparingTwiceIsPreparingOnce() {
    Model once = prepared(OnnxReader.read(Fixtures.path("direction/model.onnx"))).model();
    Rewritten twice = prepared(once);

    assertThat(twice.model()).isSameAs(once);
    assertThat(twice.changes()).isEmpty();
  }

  @Test
  void weightsListedAsInputsBecomeConstants() {
    Model model =
        Sketch.model(
                g -> {
                  String w = g.weights(3, 2);
                  g.output(g.node("MatMul", g.input("x", -1, 3), g.node("Identity", w)));
                  g.input(w, 3, 2);
                })
            .withIrVersion(3);

    Model prepared = prepared(model).model();

    assertThat(prepared.graph().inputs()).extracting(Value::name).containsExactly("x");
    assertThat(prepared.graph().nodes()).extracting(Node::opType).containsExactly("MatMul");
    assertThat(prepared.irVersion()).isEqualTo(4);
  }

  @Test
  void anOldOperatorSetIsRefused() {
    Model model = Sketch.model(9, g -> g.output(g.relu(g.input("x", 2))));

    assertThatThrownBy(() -> prepared(model))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED_MODEL))
        .hasMessageContaining("operator set 9, 11 or newer is expected");
  }

  @Test
  void aModelThatCannotRunIsRefusedByNodeAndInput() {
    Model model =
        Sketch.model(g -> g.output(g.node("MatMul", g.input("x", 2, 3), g.weights(4, 5))));

    assertThatThrownBy(() -> prepared(model))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_MODEL))
        .hasMessage("MatMul 'matmul_0', input 1: inner extent 3 expected, found 4");
  }

  @Test
  void operatorsItDoesNotKnowPassUntouched() {
    Model model =
        Sketch.model(g -> {
          String y = g.op("Mystery").domain("com.example").with("k", 3).on(g.input("x", 2));
          g.output(g.node("OperatorOfTomorrow", g.node("Identity", y)));
        });

    assertThat(prepared(model).model().graph().nodes())
        .extracting(Node::opType)
        .containsExactly("Mystery", "OperatorOfTomorrow");
  }
}
