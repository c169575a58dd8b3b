package dev.lathe.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lathe.engine.execute.TrainingModule.Step;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class TrainingModuleTest {
  /** loss = (w · x)², so its gradient is 2 (w · x) x. */
  private static Model square() {
    return Sketch.model(g -> {
      String w = g.constant("w", Tensor.ofFloats(Shape.of(2), 1, 2));
      g.constant("unused", Tensor.ofFloats(Shape.of(2), 5, 6));
      String product = g.node("Mul", w, g.input("x", 2));
      String sum = g.op("ReduceSum").with("keepdims", 0).on(product);
      g.output(g.node("Mul", sum, sum));
    });
  }

  private static final String LOSS = "mul_2_out";
  private static final Map<String, Tensor> X = Map.of("x", Tensor.ofFloats(Shape.of(2), 3, -1));

  private static float[] floats(Map<String, Tensor> tensors, String name) {
    return java.util.Objects.requireNonNull(tensors.get(name)).toFloats();
  }

  private static Training plain() {
    return Training.of(LOSS, List.of("w"), Update.sgd());
  }

  @Test
  void aStepMovesTheWeightsAgainstTheGradient() {
    try (TrainingModule module = TrainingModule.compile(square(), plain())) {
      Step step = module.step(X, 0.125);

      assertThat(step.loss()).isEqualTo(1);
      assertThat(floats(module.state(), "w")).containsExactly(0.25f, 2.25f);
    }
  }

  @Test
  void gradientsAreThoseOfTheLossAndMoveNothing() {
    Training training = Training.of(LOSS, List.of("w", "unused"), Update.sgd());
    try (TrainingModule module = TrainingModule.compile(square(), training)) {
      Map<String, Tensor> gradients = module.gradients(X);

      assertThat(gradients).containsOnlyKeys("w");
      assertThat(floats(gradients, "w")).containsExactly(6f, -2f);
      assertThat(floats(module.run(X), LOSS)[0]).isEqualTo(1);
    }
  }

  @Test
  void theExportedGraphDiffersInTheTrainedInitializersAlone() {
    Model model = square();
    try (TrainingModule module = TrainingModule.compile(model, plain())) {
      module.step(X, 0.125);
      Model exported = module.export(model);

      assertThat(exported.graph().nodes()).isEqualTo(model.graph().nodes());
      assertThat(exported.graph().initializers().keySet())
          .containsExactlyElementsOf(model.graph().initializers().keySet());
      assertThat(exported.graph().initializer("unused"))
          .isEqualTo(model.graph().initializer("unused"));
      assertThat(exported.graph().initializer("w"))
          .contains(Tensor.ofFloats(Shape.of(2), 0.25f, 2.25f));
    }
  }

  @Test
  void aStateThatIsRestoredGoesOnAsTheUndisturbedRunDoes() {
    Training training = Training.of(LOSS, List.of("w"), Update.adamW(0.01));
    try (TrainingModule undisturbed = TrainingModule.compile(square(), training);
        TrainingModule resumed = TrainingModule.compile(square(), training)) {
      undisturbed.step(X, 0.01);
      undisturbed.step(X, 0.01);
      resumed.restore(undisturbed.state());
      undisturbed.step(X, 0.01);
      resumed.step(X, 0.01);

      assertThat(resumed.state()).isEqualTo(undisturbed.state());
      assertThat(resumed.state().keySet())
          .containsExactly("w", "first moment of w", "second moment of w", "steps of w");
    }
  }

  /** The first step of Adam is the learning rate in the direction of the sign, PyTorch's too. */
  @Test
  void adamWTakesTheDecayOffTheWeightItself() {
    Training training = Training.of(LOSS, List.of("w"), Update.adamW(0.5));
    try (TrainingModule module = TrainingModule.compile(square(), training)) {
      module.step(X, 0.1);
      float[] w = floats(module.state(), "w");
      assertThat(w[0]).isCloseTo(1 - 0.05f - 0.1f, within(1e-6f));
      assertThat(w[1]).isCloseTo(2 - 0.1f + 0.1f, within(1e-6f));
    }
    try (TrainingModule module =
        TrainingModule.compile(
            square(), training.with(training.motion().withUndecayed(Set.of("w"))))) {
      module.step(X, 0.1);
      assertThat(floats(module.state(), "w")[0]).isCloseTo(0.9f, within(1e-6f));
    }
  }

  @Test
  void gradientsAreCutToTheLengthAsked() {
    Training training = plain().with(plain().motion().withLongest(1));
    try (TrainingModule module = TrainingModule.compile(square(), training)) {
      Step step = module.step(X, 1);

      assertThat(step.gradientNorm()).isCloseTo(Math.sqrt(40), within(1e-5));
      assertThat(floats(module.state(), "w")[0])
          .isCloseTo((float) (1 - 6 / Math.sqrt(40)), within(1e-5f));
    }
  }

  @Test
  void twoHalvesAccumulatedAreTheWhole() {
    try (TrainingModule whole = TrainingModule.compile(square(), plain());
        TrainingModule halves = TrainingModule.compile(square(), plain().accumulating())) {
      whole.step(X, 0.1);
      halves.accumulate(X, 0.5);
      halves.accumulate(X, 0.5);
      halves.apply(0.1);

      assertThat(halves.state().get("w")).isEqualTo(whole.state().get("w"));
      assertThat(floats(halves.state(), "gradient of w")).containsExactly(0, 0);
    }
  }

  @Test
  void aFactorIsOfTheRateOfItsInitializerAlone() {
    Model model =
        Sketch.model(g -> {
          String v = g.constant("v", Tensor.ofFloats(Shape.of(2), 1, 2));
          String w = g.constant("w", Tensor.ofFloats(Shape.of(2), 1, 2));
          String x = g.input("x", 2);
          String sum = g.node("Add", g.node("Mul", v, x), g.node("Mul", w, x));
          g.output(g.op("ReduceSum").with("keepdims", 0).on(sum));
        });
    Training training = Training.of("reducesum_3_out", List.of("v", "w"), Update.sgd());
    Motion motion = training.motion().withFactors(Map.of("w", 0.5));
    try (TrainingModule module = TrainingModule.compile(model, training.with(motion))) {
      module.step(X, 0.25);

      assertThat(floats(module.weights(), "v")).containsExactly(1 - 0.75f, 2 + 0.25f);
      assertThat(floats(module.weights(), "w")).containsExactly(1 - 0.375f, 2 + 0.125f);
    }
  }

  /** Of step t the average keeps min(0.9, (1 + t) / (10 + t)). */
  @Test
  void averagesFollowTheWeightsAndCanTakeTheirPlace() {
    Training training = plain().with(plain().motion().withAveraging(0.9));
    try (TrainingModule module = TrainingModule.compile(square(), training)) {
      module.step(X, 0.125);
      float average = 0.25f + 2 / 11f * 0.75f;
      assertThat(floats(module.weights(), "w")[0]).isEqualTo(0.25f);

      module.swapAverages();
      assertThat(floats(module.weights(), "w")[0]).isCloseTo(average, within(1e-6f));

      module.swapAverages();
      assertThat(floats(module.weights(), "w")[0]).isEqualTo(0.25f);
      module.step(X, 0.125);
      float next = floats(module.weights(), "w")[0];
      module.swapAverages();
      assertThat(floats(module.weights(), "w")[0])
          .isCloseTo(next + 0.25f * (average - next), within(1e-6f));
    }
  }

  @Test
  void aLossThatIsNotFiniteMovesNothing() {
    Training training = Training.of(LOSS, List.of("w"), Update.adamW(0.1)).accumulating();
    try (TrainingModule module = TrainingModule.compile(square(), training)) {
      Map<String, Tensor> before = module.state();
      Map<String, Tensor> infinite =
          Map.of("x", Tensor.ofFloats(Shape.of(2), Float.POSITIVE_INFINITY, 0));

      assertThat(module.step(infinite, 0.1).loss()).isInfinite();
      assertThat(module.accumulate(infinite, 1).loss()).isInfinite();
      assertThat(module.state()).isEqualTo(before);
      assertThat(module.step(X, 0.1).loss()).isEqualTo(1);
    }
  }

  @Test
  void aBatchTooLargeIsAnsweredWithTheMemoryItTakes() {
    Model model =
        Sketch.model(g -> {
          String x = g.input("x", -1, 1);
          String w = g.constant("w", Tensor.ofFloats(Shape.of(1, 1), 1));
          String wide = g.node("Expand", g.node("Mul", w, x), g.longs(1L << 24, 1L << 24));
          g.output(g.op("ReduceMean").with("keepdims", 0).on(g.node("Exp", wide)));
        });
    Training training = Training.of("reducemean_3_out", List.of("w"), Update.sgd());
    try (TrainingModule module = TrainingModule.compile(model, training)) {
      Map<String, Tensor> one = Map.of("x", Tensor.ofFloats(Shape.of(1, 1), 1));
      assertThatThrownBy(() -> module.step(one, 1))
          .hasMessageMatching(
              "Exp 'exp_2' needs 1125899906842624 bytes of memory in one piece, which cannot be"
                  + " had: there are \\d+ in all")
          .asInstanceOf(InstanceOfAssertFactories.type(EngineException.class))
          .extracting(EngineException::reason)
          .isEqualTo(Reason.OUT_OF_MEMORY);
    }
  }

  @Test
  void momentumIsKept() {
    Training training = Training.of(LOSS, List.of("w"), new Update.Sgd(0.9, false, 0));
    try (TrainingModule module = TrainingModule.compile(square(), training)) {
      module.step(X, 0.1);
      module.step(X, 0.1);

      // gradients 6, -2 and then 2 (0.4 · 3 - 2.2) x = -6, 2; velocity 0.9 · 6 - 6, ...
      assertThat(floats(module.state(), "w")[0]).isCloseTo(0.46f, within(1e-5f));
    }
  }

  @Test
  void statisticsOfABatchNormalizationMoveWithEachStep() {
    Model model =
        Sketch.model(g -> {
          String x = g.input("x", -1, 1);
          g.constant("mean", Tensor.ofFloats(Shape.of(1), 10));
          g.constant("variance", Tensor.ofFloats(Shape.of(1), 1));
          List<String> y =
              g.op("BatchNormalization")
                  .with("training_mode", 1)
                  .on(
                      3,
                      x,
                      g.positive(1),
                      g.constant("b", Tensor.ofFloats(Shape.of(1), 0)),
                      "mean",
                      "variance");
          g.output(g.op("ReduceMean").with("keepdims", 0).on(y.getFirst()));
        });
    SequencedMap<String, String> carried = new LinkedHashMap<>();
    carried.put("mean", "batchnormalization_0_out1");
    carried.put("variance", "batchnormalization_0_out2");
    Training training =
        Training.of("reducemean_1_out", List.of("b"), Update.sgd()).withCarried(carried);
    try (TrainingModule module = TrainingModule.compile(model, training)) {
      module.step(Map.of("x", Tensor.ofFloats(Shape.of(2, 1), 0, 2)), 0.1);

      assertThat(floats(module.state(), "mean")[0]).isCloseTo(9.1f, within(1e-5f));
      assertThat(floats(module.state(), "variance")[0]).isCloseTo(1f, within(1e-4f));
      assertThat(floats(module.state(), "b")[0]).isCloseTo(-0.1f, within(1e-6f));
    }
  }

  /** A step that fails leaves nothing behind: not the weights, not the thread's mode. */
  @Test
  void aStepThatFailsLeavesTheModuleAsItWas() {
    Model model =
        Sketch.model(g -> {
          String y = g.node("MatMul", g.input("x", -1, -1), g.weights(3, 2));
          g.output(g.op("ReduceMean").with("keepdims", 0).on(y));
        });
    Training training = Training.of("reducemean_1_out", List.of("c0"), Update.sgd());
    try (TrainingModule module = TrainingModule.compile(model, training)) {
      Map<String, Tensor> before = module.state();
      Map<String, Tensor> wrong = Map.of("x", Tensor.ofFloats(Shape.of(1, 2), 1, 1));
      assertThatThrownBy(() -> module.step(wrong, 1))
          .isInstanceOf(EngineException.class)
          .hasMessageStartingWith("MatMul 'matmul_0' fails");

      assertThat(module.state()).isEqualTo(before);
      Step step = module.step(Map.of("x", Tensor.ofFloats(Shape.of(1, 3), 1, 1, 1)), 1);
      assertThat(step.loss()).isFinite();
      assertThat(module.state()).isNotEqualTo(before);
    }
  }

  @Test
  void onlyInitializersInFloatingPointAreTrained() {
    Model model = square();
    assertThatThrownBy(
            () -> TrainingModule.compile(model, Training.of(LOSS, List.of("v"), Update.sgd())))
        .hasMessage("there is no initializer 'v' to train");
    Model integers =
        Sketch.model(g -> {
          g.constant("w", Tensor.ofLongs(Shape.of(1), 1));
          g.output(g.node("Mul", "w", g.input("x", DType.INT64, 1)), DType.INT64);
        });
    assertThatThrownBy(() ->
            TrainingModule.compile(integers, Training.of("mul_0_out", List.of("w"), Update.sgd())))
        .hasMessage("initializer 'w': FLOAT or DOUBLE expected, found INT64 [1] = 1");
  }
}
