package dev.lathe.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.execute.Executor;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwitchBatchNormalizationTest {
  private static final Scope TRAINED = new Scope(List.of(), Scope.BatchNorm.TRAINED);

  @TempDir private Path folder;

  /** A batch of 0 and 2 has the mean 1 and the variance 1; the averages keep nine tenths. */
  @Test
  void switchedOnItGoesByTheBatchAndSwitchedOffByTheAverages() {
    Model model =
        Sketch.model(g ->
            g.output(
                g.node(
                    "BatchNormalization",
                    g.input("x", -1, 1),
                    g.constant("scale", Tensor.ofFloats(Shape.of(1), 1)),
                    g.constant("bias", Tensor.ofFloats(Shape.of(1), 0)),
                    g.constant("mean", Tensor.ofFloats(Shape.of(1), 10)),
                    g.constant("variance", Tensor.ofFloats(Shape.of(1), 4)))));
    SwitchBatchNormalization.Switched switched = SwitchBatchNormalization.in(model, TRAINED);

    assertThat(switched.carried())
        .containsExactly(Map.entry("mean", "mean_next"), Map.entry("variance", "variance_next"));
    try (Executor executor =
        Executor.compile(switched.model(), List.copyOf(switched.carried().values()))) {
      assertThat(run(executor, true))
          .containsExactly(new float[] {-1, 1, 9.1f, 3.7f}, within(1e-4f));
      assertThat(run(executor, false)).containsExactly(new float[] {-5, -4, 10, 4}, within(1e-4f));
    }
  }

  private static float[] run(Executor executor, boolean on) {
    Map<String, Tensor> outputs =
        executor.run(
            Map.of(
                "x",
                Tensor.ofFloats(Shape.of(2, 1), 0, 2),
                SwitchBatchNormalization.SWITCH,
                Tensor.ofBytes(DType.BOOL, Shape.scalar(), (byte) (on ? 1 : 0))));
    float[] all = new float[4];
    int at = 0;
    for (Tensor output : outputs.values()) {
      for (float value : output.toFloats()) {
        all[at++] = value;
      }
    }
    return all;
  }

  @Test
  void statisticsThatAreFrozenOrSharedStayAndAreNamed() {
    Model model =
        Sketch.model(g -> {
          String[] shared = {g.positive(2), g.weights(2), g.weights(2), g.positive(2)};
          String x = g.input("x", -1, 2, 3, 3);
          for (int i = 0; i < 2; i++) {
            x = g.node("BatchNormalization", x, shared[0], shared[1], shared[2], shared[3]);
          }
          g.output(x);
        });

    SwitchBatchNormalization.Switched switched = SwitchBatchNormalization.in(model, TRAINED);
    assertThat(switched.model()).isSameAs(model);
    assertThat(switched.frozen())
        .containsExactly(
            "BatchNormalization 'batchnormalization_0'",
            "BatchNormalization 'batchnormalization_1'");
    Scope frozen = new Scope(List.of("norm.*"), Scope.BatchNorm.TRAINED);
    assertThat(SwitchBatchNormalization.in(Blobs.normalized(), frozen).carried()).isEmpty();
  }

  private Graph trained(Scope scope) {
    try (Dataset points = Blobs.points(folder, 65, 1);
        Dataset others = Blobs.points(folder, 32, 2)) {
      Trained trained =
          Trainer.train(
              Blobs.normalized(),
              new Likelihood(),
              new TrainingData(points, Optional.of(others)),
              TrainingConfig.of(Length.epochs(20, 16), Optimizer.of(Update.adamW(0), 0.01))
                  .withScope(scope),
              TrainingRun.of(1, 1));
      assertThat(trained.model().graph().nodes()).isEqualTo(Blobs.normalized().graph().nodes());
      assertThat(trained.model().graph().inputs()).isEqualTo(Blobs.normalized().graph().inputs());
      return trained.model().graph();
    }
  }

  /** 65 samples are four batches and a single one, which is left out: its variance is none. */
  @Test
  void trainedStatisticsAreInTheModelAndFrozenOnesAsTheyWere() {
    Graph before = Blobs.normalized().graph();
    Graph learnt = trained(TRAINED);
    Graph frozen = trained(Scope.all());

    assertThat(learnt.initializer("norm.variance"))
        .isNotEqualTo(before.initializer("norm.variance"));
    assertThat(learnt.initializer("norm.mean")).isNotEqualTo(before.initializer("norm.mean"));
    assertThat(frozen.initializer("norm.variance")).isEqualTo(before.initializer("norm.variance"));
    assertThat(frozen.initializer("norm.mean")).isEqualTo(before.initializer("norm.mean"));
    assertThat(frozen.initializer("norm.scale")).isNotEqualTo(before.initializer("norm.scale"));
  }
}
