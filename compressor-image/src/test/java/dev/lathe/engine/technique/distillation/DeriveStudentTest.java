package dev.lathe.engine.technique.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.execute.Executor;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.GraphCheck;
import dev.lathe.engine.graph.Initializer;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.onnx.Fixtures;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.technique.distillation.DeriveStudent.Derived;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeriveStudentTest {
  private static final String FIELD = "spec.recipe[0].distill.student.derive";

  private static Tensor random(long seed, long... dims) {
    Random random = new Random(seed);
    float[] values = new float[(int) Shape.of(dims).elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return Tensor.ofFloats(Shape.of(dims), values);
  }

  /** A residual block with a mask that all share: x + relu(x · a + mask) · b. */
  private static String block(Sketch g, String x, String mask, int number) {
    String a = g.constant("a" + number, random(number, 4, 4));
    String b = g.constant("b" + number, random(100 + number, 4, 4));
    String inner = g.relu(g.node("Add", g.node("MatMul", x, a), mask));
    return g.node("Add", x, g.node("MatMul", inner, b));
  }

  /**
   * @param blocks the numbers of the blocks of each chain; a layer stands between chains
   */
  private static Model residual(List<List<Integer>> blocks) {
    return Sketch.model(g -> {
      String mask = g.node("Neg", g.input("mask", -1, 1));
      String x = g.node("MatMul", g.input("x", -1, 3), g.constant("in", random(50, 3, 4)));
      for (int chain = 0; chain < blocks.size(); chain++) {
        for (int number : blocks.get(chain)) {
          x = block(g, x, mask, number);
        }
        x = g.node("Tanh", x);
      }
      g.output(g.node("MatMul", x, g.constant("out", random(51, 4, 2))));
    });
  }

  private static float[] run(Model model, Map<String, Tensor> inputs) {
    try (Executor executor = Executor.compile(model)) {
      return executor.run(inputs).firstEntry().getValue().toFloats();
    }
  }

  private static final Map<String, Tensor> INPUTS =
      Map.of("x", random(1, 2, 3), "mask", random(2, 2, 1));

  private static void isTheShorter(Derived derived, List<List<Integer>> blocks) {
    Model shorter = residual(blocks);
    assertThat(GraphCheck.firstProblem(derived.model().graph())).isEmpty();
    assertThat(run(derived.model(), INPUTS)).isEqualTo(run(shorter, INPUTS));
    assertThat(derived.model().graph().initializers().keySet())
        .isEqualTo(shorter.graph().initializers().keySet());
    assertThat(derived.model().graph().nodes()).hasSameSizeAs(shorter.graph().nodes());
  }

  @Test
  void theBlocksKeptAreTheNetworkWithoutTheOthers() {
    Model teacher = residual(List.of(List.of(0, 1, 2, 3, 4)));

    assertThat(DeriveStudent.blocks(teacher)).containsExactly(5);
    isTheShorter(DeriveStudent.keepBlocks(teacher, List.of(4, 1), FIELD), List.of(List.of(1, 4)));
    isTheShorter(DeriveStudent.keepBlocks(teacher, List.of(0, 1), FIELD), List.of(List.of(0, 1)));
    Derived every = DeriveStudent.keepEvery(teacher, 2, FIELD);
    isTheShorter(every, List.of(List.of(0, 2, 4)));
    assertThat(every.blocks()).isEqualTo(5);
    assertThat(every.kept()).containsExactly(0, 2, 4);
  }

  @Test
  void eachChainIsThinnedOut() {
    Model teacher = residual(List.of(List.of(0, 1, 2), List.of(3, 4)));

    assertThat(DeriveStudent.blocks(teacher)).containsExactly(3, 2);
    isTheShorter(DeriveStudent.keepEvery(teacher, 2, FIELD), List.of(List.of(0, 2), List.of(3)));
    isTheShorter(
        DeriveStudent.keepBlocks(teacher, List.of(1, 3, 4), FIELD),
        List.of(List.of(1), List.of(3, 4)));
    isTheShorter(
        DeriveStudent.keepBlocks(teacher, List.of(2), FIELD), List.of(List.of(2), List.of()));
  }

  /** Blocks whose last gives the model's output: its name stays. */
  private static Model bare(List<Integer> numbers) {
    return Sketch.model(g -> {
      String x = g.input("x", -1, 4);
      for (int number : numbers) {
        x = g.relu(g.node("MatMul", x, g.constant("w" + number, random(number, 4, 4))));
      }
      g.output(x);
    });
  }

  @Test
  void theOutputKeepsItsNameWhenTheLastBlockGoes() {
    Model teacher = bare(List.of(0, 1, 2));
    Model student = DeriveStudent.keepBlocks(teacher, List.of(0), FIELD).model();

    assertThat(student.graph().outputs().stream().map(Value::name))
        .containsExactlyElementsOf(teacher.graph().outputs().stream().map(Value::name).toList());
    Map<String, Tensor> x = Map.of("x", random(3, 2, 4));
    assertThat(run(student, x)).isEqualTo(run(bare(List.of(0)), x));
    assertThat(student.graph().nodes()).hasSize(2);
  }

  @Test
  void whatLooksAlikeSideBySideIsNoChain() {
    Model parallel =
        Sketch.model(g -> {
          String x = g.input("x", -1, 4);
          List<String> heads = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            heads.add(g.relu(g.node("MatMul", x, g.weights(4, 4))));
          }
          g.output(g.node("Sum", heads.toArray(String[]::new)));
        });

    assertThat(DeriveStudent.blocks(parallel)).isEmpty();
    assertThatThrownBy(() -> DeriveStudent.keepEvery(parallel, 2, FIELD))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED_MODEL))
        .hasMessage(
            "spec.recipe[0].distill.student.derive: the model has no blocks that repeat one behind"
                + " the other, give a student by 'model' instead");
  }

  /** What is an output cannot go: hidden states that a model shows, say. */
  @Test
  void aBlockWhoseResultIsAnOutputIsKept() {
    Model shown =
        Sketch.model(g -> {
          String x = g.input("x", -1, 4);
          for (int i = 0; i < 3; i++) {
            x = g.relu(g.node("MatMul", x, g.weights(4, 4)));
            g.output(x);
          }
        });

    assertThat(DeriveStudent.blocks(shown)).isEmpty();
  }

  @Test
  void blocksOfOtherWidthsAreNoChain() {
    Model funnel =
        Sketch.model(g -> {
          String x = g.relu(g.node("MatMul", g.input("x", -1, 4), g.weights(4, 3)));
          g.output(g.relu(g.node("MatMul", x, g.weights(3, 2))));
        });

    assertThat(DeriveStudent.blocks(funnel)).isEmpty();
  }

  /** As the convolutions of a speech encoder: without one what follows gets a longer sequence. */
  @Test
  void blocksThatShortenASequenceAreNoChain() {
    for (long stride : new long[] {1, 2}) {
      Model convolutions =
          Sketch.model(g -> {
            String x = g.input("x", -1, 4, 64);
            for (int i = 0; i < 3; i++) {
              x =
                  g.relu(
                      g.op("Conv")
                          .ints("strides", stride)
                          .ints("pads", 1, 1)
                          .on(x, g.weights(4, 4, 3)));
            }
            g.output(x);
          });

      assertThat(DeriveStudent.blocks(convolutions))
          .isEqualTo(stride == 1 ? List.of(3) : List.of());
    }
  }

  @Test
  void blocksThatAreNotThereAreRefused() {
    Model teacher = residual(List.of(List.of(0, 1, 2)));
    assertThatThrownBy(() -> DeriveStudent.keepBlocks(teacher, List.of(0, 3), FIELD))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_MANIFEST))
        .hasMessage(
            "spec.recipe[0].distill.student.derive.keepBlocks: the model has blocks 0 to 2, found"
                + " 3");
    assertThatThrownBy(() -> DeriveStudent.keepBlocks(teacher, List.of(2, 1, 0), FIELD))
        .hasMessage(
            "spec.recipe[0].distill.student.derive.keepBlocks: some of the 3 blocks expected, found"
                + " [2, 1, 0]");
    assertThatThrownBy(() -> DeriveStudent.keepEvery(teacher, 1, FIELD))
        .hasMessage(
            "spec.recipe[0].distill.student.derive.keepEvery: at least 2 expected, found 1");
  }

  @Test
  void aTransformersLayersAreFoundInItsGraph() {
    Model teacher = OnnxReader.read(Fixtures.path("minilm/model.onnx"));
    Derived derived = DeriveStudent.keepBlocks(teacher, List.of(0, 2, 5), FIELD);
    Model student = derived.model();

    assertThat(derived.blocks()).isEqualTo(6);
    assertThat(student.graph().nodes().stream().map(node -> node.name()))
        .anyMatch(name -> name.startsWith("/encoder/layer.5/"))
        .noneMatch(name -> name.matches("/encoder/layer\\.[134]/.*"));
    // a layer of width 384: 4 projections, 2 of the feed-forward network, 2 normalizations
    long layer = 4 * (384 * 384 + 384) + 2 * 384 * 1536 + 1536 + 384 + 4 * 384;
    assertThat(parameters(teacher) - parameters(student)).isEqualTo(3 * layer);

    Map<String, Tensor> text = new LinkedHashMap<>();
    text.put("input_ids", Tensor.ofLongs(Shape.of(1, 5), 101, 7592, 2088, 999, 102));
    text.put("attention_mask", Tensor.ofLongs(Shape.of(1, 5), 1, 1, 1, 1, 1));
    text.put("token_type_ids", Tensor.ofLongs(Shape.of(1, 5), 0, 0, 0, 0, 0));
    float[] hidden = run(student, text);
    assertThat(hidden).hasSize(5 * 384);
    assertThat(Arrays.equals(hidden, run(teacher, text))).isFalse();
  }

  private static long parameters(Model model) {
    return model.graph().initializers().values().stream()
        .map(Initializer::tensor)
        .filter(tensor -> tensor.type().isFloatingPoint())
        .mapToLong(Tensor::elementCount)
        .sum();
  }
}
