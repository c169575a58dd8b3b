package dev.lathe.engine.technique.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.execute.Executor;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.runtime.OptimizedGraph;
import dev.lathe.engine.technique.quantization.QuantizationConfig.Mode;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingFormTest {
  private static final ScaleRule LEARNED = rule(Awareness.Scales.LEARNED);

  private static ScaleRule rule(Awareness.Scales scales) {
    return ScaleRule.of(new Awareness(scales, 0.75), Update.adamW(0.01));
  }

  /** Convolutions, a sum, a pool that only hands on, a product with a bias and one without. */
  private static Network network() {
    return new Network()
        .input("x", DType.FLOAT, new Dim.Symbolic("n"), Dim.of(3), Dim.of(8), Dim.of(8))
        .output("y", new Dim.Symbolic("n"), Dim.of(10))
        .weights("w1", 0.3, 16, 3, 3, 3)
        .weights("b1", 0.5, 16)
        .weights("w2", 0.1, 16, 16, 3, 3)
        .weights("b2", 0.5, 16)
        .weights("w3", 0.1, 1024, 32)
        .weights("b3", 0.5, 32)
        .weights("w4", 0.3, 32, 10)
        .constant("flat", Tensor.ofLongs(Shape.of(2), -1, 1024))
        .conv("c1", "x", "w1", "b1")
        .node("Relu", "r1", "c1")
        .conv("c2", "r1", "w2", "b2")
        .node("Add", "s", "c2", "r1")
        .node("Reshape", "f", "s", "flat")
        .node("Gemm", "g", "f", "w3", "b3")
        .node("Relu", "r2", "g")
        .node("MatMul", "y", "r2", "w4");
  }

  private static Map<String, Tensor> batch(long rows) {
    return Map.of("x", new Network().random(1, rows, 3, 8, 8));
  }

  private static StaticForm form(QuantizationConfig config) {
    return Quantizer.form(
        network().model(),
        config.withScope(Scope.everything().withKeepFloat(Choice.OFF)),
        Optional.of(Network.over(List.of(batch(8)))),
        ProgressListener.SILENT);
  }

  private static StaticForm form(Target target) {
    return form(QuantizationConfig.of(Mode.STATIC, target));
  }

  private static Tensor run(TrainingForm.Built built, Map<String, Tensor> given) {
    Map<String, Tensor> inputs = new HashMap<>(given);
    built.moving().share().ifPresent(name -> inputs.put(name, Tensor.ofFloats(Shape.scalar(), 0f)));
    try (Executor executor = Executor.compile(built.model())) {
      return Objects.requireNonNull(executor.run(inputs).get("y"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void beforeAnyStepItGivesWhatTheQuantizedModelGives(Target target) {
    StaticForm form = form(target);
    Tensor expected = Network.run(form.quantized().model(), batch(16), "y");

    for (Awareness.Scales scales : Awareness.Scales.values()) {
      Tensor found = run(TrainingForm.of(form, rule(scales)), batch(16));

      // sums are added up in another order: now and then one is rounded to the level next to it
      assertThat(Network.sqnrDecibels(expected, found)).isGreaterThan(50);
    }
  }

  @ParameterizedTest
  @EnumSource
  void writtenBackUntrainedItIsTheQuantizedModelToTheByte(Target target) {
    StaticForm form = form(target);
    for (Awareness.Scales scales : Awareness.Scales.values()) {
      TrainingForm.Built built = TrainingForm.of(form, rule(scales));

      Quantized written = WriteBack.apply(form, built, built.model());

      assertThat(OnnxWriter.toBytes(written.model()))
          .isEqualTo(OnnxWriter.toBytes(form.quantized().model()));
      assertThat(written.kept()).isEqualTo(form.quantized().kept());
    }
  }

  @Test
  void fourBitsAndOneScaleForAllChannelsAreWrittenBackToo() {
    StaticForm form =
        form(
            QuantizationConfig.of(Mode.STATIC, Target.X64_VNNI)
                .withWeights(
                    Weights.USUAL.withBits(4).withGranularity(Weights.Granularity.PER_TENSOR)));
    TrainingForm.Built built = TrainingForm.of(form, rule(Awareness.Scales.AUTO));

    assertThat(built.moving().trained()).hasSizeGreaterThan(form.sites().weights().size());
    assertThat(OnnxWriter.toBytes(WriteBack.apply(form, built, built.model()).model()))
        .isEqualTo(OnnxWriter.toBytes(form.quantized().model()));
  }

  @Test
  void weightsAndBiasesKeepTheNamesTheyHaveInTheSource() {
    TrainingForm.Built built = TrainingForm.of(form(Target.X64_VNNI), LEARNED);

    assertThat(built.floats().values())
        .containsExactlyInAnyOrder("w1", "b1", "w2", "b2", "w3", "b3", "w4");
    assertThat(built.model().graph().initializer("w2"))
        .isEqualTo(network().model().graph().initializer("w2"));
  }

  @Test
  void valuesThatAreOnlyMovedShareAScale() {
    StaticForm form = form(Target.X64_VNNI);
    Map<String, String> scales = new HashMap<>(TrainingForm.of(form, LEARNED).scales());

    assertThat(scales.get(form.sites().activation("f").scale()))
        .isEqualTo(scales.get(form.sites().activation("s").scale()))
        .isNotEqualTo(scales.get(form.sites().activation("r1").scale()));
  }

  @Test
  void everyRoundingOfTheQuantizedModelIsInTheTrainedOne() {
    StaticForm form = form(Target.X64_VNNI);
    long dequantized =
        form.quantized().model().graph().nodes().stream()
            .filter(node -> node.is("DequantizeLinear"))
            .count();

    List<Node> nodes = TrainingForm.of(form, LEARNED).model().graph().nodes();

    assertThat(nodes).noneMatch(node -> node.is("QuantizeLinear") || node.is("DequantizeLinear"));
    assertThat(nodes.stream().filter(node -> node.opType().equals("FakeQuantize")).count())
        .isEqualTo(dequantized);
  }

  /** A network whose first convolution is cut off at 6, as those of MobileNetV2 are. */
  private static Network cutOff() {
    return new Network()
        .input("x", DType.FLOAT, new Dim.Symbolic("n"), Dim.of(3), Dim.of(8), Dim.of(8))
        .output("y", new Dim.Symbolic("n"), Dim.of(16), Dim.of(8), Dim.of(8))
        .weights("w1", 3, 16, 3, 3, 3)
        .weights("b1", 0.5, 16)
        .weights("w2", 0.1, 16, 16, 3, 3)
        .weights("b2", 0.5, 16)
        .constant("low", Tensor.ofFloats(Shape.scalar(), 0))
        .constant("high", Tensor.ofFloats(Shape.scalar(), 6))
        .conv("c1", "x", "w1", "b1")
        .node("Clip", "r1", "c1", "low", "high")
        .conv("y", "r1", "w2", "b2");
  }

  @Test
  void aScaleBehindAClipGrowsNoFurtherThanItsBound(@TempDir Path folder) {
    StaticForm form =
        Quantizer.form(
            cutOff().model(),
            QuantizationConfig.of(Mode.STATIC, Target.X64_VNNI),
            Optional.of(Network.over(List.of(batch(8)))),
            ProgressListener.SILENT);
    TrainingForm.Built built = TrainingForm.of(form, LEARNED);
    GraphEditor grown = built.model().graph().edit();
    for (String growth : built.moving().trained()) {
      Shape shape = built.model().graph().initializer(growth).orElseThrow().shape();
      float[] numbers = new float[(int) shape.elementCount()];
      Arrays.fill(numbers, 1e-3f);
      grown.initializer(growth, Tensor.ofFloats(shape, numbers));
    }

    Model written = WriteBack.apply(form, built, built.model().withGraph(grown.toGraph())).model();

    assertThat(written.graph().initializer(form.sites().activation("r1").scale()))
        .contains(Tensor.ofFloats(Shape.scalar(), 6f / 255));
    assertThat(written.graph().initializer(form.sites().activation("y").scale()))
        .isNotEqualTo(
            form.quantized().model().graph().initializer(form.sites().activation("y").scale()));
    Path file = folder.resolve("model.onnx");
    OnnxWriter.write(written, file);
    assertThat(OptimizedGraph.of(file, 1).count("QLinearConv")).isEqualTo(2);
  }
}
