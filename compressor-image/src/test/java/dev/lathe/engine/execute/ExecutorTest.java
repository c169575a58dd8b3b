package dev.lathe.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExecutorTest {
  private static final Tensor ONES = Tensor.ofFloats(Shape.of(2, 3), 1, 1, 1, 1, 1, 1);

  @Test
  void oneModuleServesEveryBatch() {
    Model model = Sketch.model(g -> g.output(g.relu(g.node("MatMul", g.input("x", -1, 3), w(g)))));
    try (Executor executor = Executor.compile(model)) {
      assertThat(executor.run(Map.of("x", ONES)).get("relu_1_out"))
          .isEqualTo(Tensor.ofFloats(Shape.of(2, 2), 0, 6, 0, 6));
      assertThat(
              executor.run(Map.of("x", Tensor.ofFloats(Shape.of(1, 3), 0, 0, 1))).get("relu_1_out"))
          .isEqualTo(Tensor.ofFloats(Shape.of(1, 2), 0, 3));
    }
  }

  private static String w(Sketch g) {
    return g.constant("w", Tensor.ofFloats(Shape.of(3, 2), -1, 1, -2, 2, -3, 3));
  }

  @Test
  void valuesInBetweenComeOutOfTheSameRun() {
    Model model = Sketch.model(g -> g.output(g.relu(g.node("MatMul", g.input("x", -1, 3), w(g)))));
    try (Executor executor = Executor.compile(model, List.of("matmul_0_out"))) {
      assertThat(executor.run(Map.of("x", ONES)).get("matmul_0_out"))
          .isEqualTo(Tensor.ofFloats(Shape.of(2, 2), -6, 6, -6, 6));
    }
  }

  @Test
  void everyNodeThatCannotBeRunIsNamedBeforeAnythingRuns() {
    Model model =
        Sketch.model(g -> {
          String x = g.relu(g.input("x", 2));
          g.output(g.node("Nonesuch", g.op("Fancy").domain("com.example").on(x)));
        });

    assertThatThrownBy(() -> Executor.compile(model))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED_MODEL))
        .hasMessage(
            "the executor does not have com.example.Fancy of version 1 at node 1 ('fancy_1');"
                + " ai.onnx.Nonesuch of version 17 at node 2 ('nonesuch_2')");
  }

  @Test
  void aNodeInABodyIsNamedByItsPlaceInIt() {
    Model model =
        Sketch.model(g -> {
          String c = g.input("c", DType.BOOL);
          g.output(
              g.op("If")
                  .with("then_branch", g.body(b -> b.output(b.node("Nonesuch", "c"))))
                  .with("else_branch", g.body(b -> b.output(b.node("Relu", "c"))))
                  .on(c));
        });

    assertThat(Executor.unsupported(model))
        .extracting(Object::toString)
        .containsExactly("ai.onnx.Nonesuch of version 17 at node 0.0 ('nonesuch_0')");
  }

  @Test
  void anErrorAtRunTimeNamesTheNodeAndLeavesTheModuleUsable() {
    Model model =
        Sketch.model(
            g -> g.output(g.node("MatMul", g.relu(g.input("x", -1, -1)), g.weights(3, 2))));
    try (Executor executor = Executor.compile(model)) {
      assertThatThrownBy(() -> executor.run(Map.of("x", Tensor.ofFloats(Shape.of(1, 2), 1, 1))))
          .isInstanceOf(EngineException.class)
          .hasMessageStartingWith("MatMul 'matmul_1' fails: ")
          .hasMessageContaining("1x2 and 3x2");
      assertThat(executor.run(Map.of("x", ONES))).hasSize(1);
    }
  }

  @Test
  void anInputOfAnotherTypeIsRefused() {
    Model model = Sketch.model(g -> g.output(g.relu(g.input("x", 2))));
    try (Executor executor = Executor.compile(model)) {
      assertThatThrownBy(() -> executor.run(Map.of("x", Tensor.ofLongs(Shape.of(2), 1, 2))))
          .hasMessage("input 'x': a tensor of FLOAT expected, found INT64 [2]");
      assertThatThrownBy(() -> executor.run(Map.of()))
          .hasMessage("input 'x': a tensor of FLOAT expected, found none");
    }
  }
}
