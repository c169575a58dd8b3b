package dev.lathe.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One weight times x of -1 or 1, on labels of 0 and 1: a step of rate r multiplies the weight's
 * distance from the best one by 1 - 2 r, give or take what the batch says, so that it grows where r
 * is above 1.
 */
class DivergenceTest {
  private static final Schedule RISING = new Schedule.Linear(0.9);

  @TempDir private Path folder;

  private Dataset samples(UnaryOperator<float[]> change) {
    Random random = new Random(3);
    float[] x = new float[64];
    long[] y = new long[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextBoolean() ? 1 : -1;
      y[i] = random.nextInt(2);
    }
    return Blobs.open(
        folder.resolve("signs.npz"),
        Tensor.ofFloats(Shape.of(x.length, 1), change.apply(x)),
        Tensor.ofLongs(Shape.of(x.length), y));
  }

  private static Model line() {
    return Sketch.model(g -> {
      String w = g.constant("w", Tensor.ofFloats(Shape.of(1, 1), 0.5f));
      g.output(g.node("Reshape", g.node("MatMul", g.input("x", -1, 1), w), g.longs(-1)));
    });
  }

  private Trained train(double rate, Schedule schedule, TrainingRun run) {
    try (Dataset signs = samples(UnaryOperator.identity())) {
      return train(line(), signs, rate, schedule, run);
    }
  }

  private static Trained train(
      Model model, Dataset data, double rate, Schedule schedule, TrainingRun run) {
    return Trainer.train(
        model,
        new Squares(),
        TrainingData.of(data),
        TrainingConfig.of(Length.epochs(30, 8), Optimizer.of(Update.sgd(), rate))
            .withSchedule(schedule),
        run);
  }

  @Test
  void aTrainingThatDivergesAtOnceStartsAnewAtHalfTheRate() {
    Trained trained = train(1.6, Schedule.constant(), TrainingRun.of(1, 1));

    assertThat(trained.history().notes())
        .singleElement()
        .asString()
        .matches(
            "step \\d+: the loss is .*, beyond 1.00e\\+03; went back to step 0 with the learning"
                + " rate halved");
    assertThat(trained.history().points()).hasSize(240);
    assertThat(trained.history().points())
        .extracting(History.Point::learningRate)
        .containsOnly(0.8);
    assertThat(trained.history().points().getLast().loss()).isLessThan(3);
  }

  @Test
  void aTrainingThatDivergesLateGoesBackToItsTurningPoint() {
    Trained trained = train(1.6, RISING, TrainingRun.of(1, 1));
    List<History.Point> points = trained.history().points();

    assertThat(trained.history().notes())
        .singleElement()
        .asString()
        .contains("went back to step 104 with");
    assertThat(points).hasSize(240);
    assertThat(points.get(103).learningRate()).isEqualTo(1.6 * RISING.shareAt(103, 240, 0));
    assertThat(points.get(104).learningRate()).isEqualTo(0.8 * RISING.shareAt(104, 240, 0));
  }

  @Test
  void whatDivergedGoesOnAsEverAfterAnInterruption() {
    Trained undisturbed = train(1.6, RISING, TrainingRun.of(1, 1));
    List<Long> stops = new ArrayList<>(List.of(50L, 104L, 120L, 130L, 106L, 140L, 180L));
    TrainingRun run =
        TrainingRun.of(1, 1)
            .withCheckpoints(
                Checkpoints.in(folder.resolve("checkpoints"), "this", Interrupting.NEVER))
            .withListener(progress -> {
              if (!stops.isEmpty() && progress.step() == stops.getFirst()) {
                stops.removeFirst();
                throw Interrupting.interruption();
              }
            });
    Trained trained = null;
    while (trained == null) {
      try {
        trained = train(1.6, RISING, run);
      } catch (EngineException e) {
        assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED);
      }
    }

    assertThat(stops).isEmpty();
    assertThat(trained).isEqualTo(undisturbed);
  }

  @Test
  void aRateThatIsTooMuchFourTimesOverIsRefusedWithWhatWentWrongFirst() {
    assertThatThrownBy(() -> train(1e30, Schedule.constant(), TrainingRun.of(1, 1)))
        .hasMessage(
            "training.optimizer.learningRate: 1.0E30 is too much, and so are a half and a quarter"
                + " of it: at step 2 the loss is infinite; what is not finite first is output"
                + " 'squares' of Mul 'squares': element 0 is infinite")
        .asInstanceOf(InstanceOfAssertFactories.type(EngineException.class))
        .extracting(EngineException::reason)
        .isEqualTo(Reason.INVALID_MANIFEST);
  }

  /** At 0 the root has an infinite slope: its weight is spoilt while the loss is still a number. */
  @Test
  void aWeightThatIsSpoiltByItsGradientIsNamed() {
    Model root =
        Sketch.model(g -> {
          String w = g.constant("w", Tensor.ofFloats(Shape.of(1, 1), 0.5f));
          String y = g.node("Sqrt", g.node("MatMul", g.input("x", -1, 1), w));
          g.output(g.node("Reshape", y, g.longs(-1)));
        });
    try (Dataset zeros = samples(x -> new float[x.length])) {
      assertThatThrownBy(() -> train(root, zeros, 0.1, Schedule.constant(), TrainingRun.of(1, 1)))
          .hasMessageEndingWith(
              "at step 2 the loss is NaN; what is not finite first is initializer 'w': element 0 is"
                  + " NaN");
    }
  }

  @Test
  void aSampleThatIsNoNumberIsTheFaultOfTheData() {
    try (Dataset spoilt =
        samples(x -> {
          x[17] = Float.NaN;
          return x;
        })) {
      assertThatThrownBy(
              () -> train(line(), spoilt, 0.1, Schedule.constant(), TrainingRun.of(1, 1)))
          .hasMessageMatching(
              "spec.data.training: step \\d takes samples that are not finite: input 'x': element"
                  + " \\d is NaN")
          .asInstanceOf(InstanceOfAssertFactories.type(EngineException.class))
          .extracting(EngineException::reason)
          .isEqualTo(Reason.INVALID_DATA);
    }
  }
}
