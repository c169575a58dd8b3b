package dev.lathe.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Initializer;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  private static final Optimizer ADAM_W = Optimizer.of(Update.adamW(0.01), 0.01);
  private static final TrainingConfig CONFIG = TrainingConfig.of(Length.epochs(5, 16), ADAM_W);

  @TempDir private Path folder;
  private Dataset points;
  private Dataset others;

  @BeforeEach
  void open() {
    points = Blobs.points(folder, 200, 1);
    others = Blobs.points(folder, 100, 2);
  }

  @AfterEach
  void close() {
    points.close();
    others.close();
  }

  private Trained train(TrainingConfig config) {
    return train(config, TrainingRun.of(1, 1));
  }

  private Trained train(TrainingConfig config, TrainingRun run) {
    return Trainer.train(Blobs.network(), new Likelihood(), TrainingData.of(points), config, run);
  }

  private Trained validated(TrainingConfig config) {
    return Trainer.train(
        Blobs.network(),
        new Likelihood(),
        new TrainingData(points, Optional.of(others)),
        config,
        TrainingRun.of(1, 1));
  }

  private static Tensor weight(Model model, String name) {
    return model.graph().initializer(name).orElseThrow();
  }

  @Test
  void theLossComesDownAndOnlyInitializersChange() {
    Model model = Blobs.network();
    Trained trained = train(CONFIG);

    List<History.Point> course = trained.history().points();
    assertThat(course).hasSize(5 * 13);
    assertThat(course.getFirst().loss()).isGreaterThan(1);
    assertThat(course.getLast().loss()).isLessThan(0.6);
    assertThat(trained.model().graph().nodes()).isEqualTo(model.graph().nodes());
    assertThat(trained.model().graph().inputs()).isEqualTo(model.graph().inputs());
    assertThat(trained.model().graph().outputs()).isEqualTo(model.graph().outputs());
    assertThat(trained.model().graph().initializers().keySet())
        .containsExactlyElementsOf(model.graph().initializers().keySet());
    assertThat(trained.model().graph().initializers())
        .allSatisfy(
            (name, one) -> assertThat(one).isNotEqualTo(model.graph().initializers().get(name)));
  }

  /** As a class picked by its score is, in an operator that the executor does not have. */
  @Test
  void whatOnlyOtherOutputsNeedIsNotRunAndStays() {
    Model network = Blobs.network();
    String scores = network.graph().outputs().getFirst().name();
    Node pick =
        new Node(
            "pick",
            "some.where",
            "Pick",
            List.of(scores),
            List.of("picked"),
            Map.of(),
            Residue.none());
    Graph graph =
        network
            .graph()
            .edit()
            .add(pick)
            .addOutput(Value.of("picked", TensorType.of(DType.INT64, new Dim.Symbolic("samples"))))
            .toGraph();

    Trained trained =
        Trainer.train(
            network.withGraph(graph).withOpset("some.where", 1),
            new Likelihood(),
            TrainingData.of(points),
            CONFIG,
            TrainingRun.of(1, 1));

    assertThat(trained.model().graph().nodes()).contains(pick);
    assertThat(trained.model().graph().outputs()).isEqualTo(graph.outputs());
    assertThat(trained.model().graph().initializers())
        .isEqualTo(train(CONFIG).model().graph().initializers());
  }

  @Test
  void theListenerIsToldOfEveryStep() {
    List<TrainingProgress> told = new ArrayList<>();
    Trained trained = train(CONFIG, TrainingRun.of(1, 1).withListener(told::add));

    assertThat(told).hasSize(65);
    assertThat(told).extracting(TrainingProgress::steps).containsOnly(65L);
    assertThat(told.get(13).epoch()).isEqualTo(2);
    assertThat(told)
        .extracting(TrainingProgress::loss)
        .isEqualTo(trained.history().points().stream().map(History.Point::loss).toList());
  }

  @Test
  void theSameSeedGivesTheSameWeightsAndAnotherSeedOthers() {
    Trained first = train(CONFIG);

    assertThat(train(CONFIG)).isEqualTo(first);
    assertThat(train(CONFIG, TrainingRun.of(2, 1)).model()).isNotEqualTo(first.model());
  }

  /** Four batches of 4 and one of 16 are the same step, and so is the smaller last one. */
  @Test
  void accumulatedBatchesAreOneLargeOne() {
    TrainingConfig config =
        TrainingConfig.of(Length.epochs(1, 16), Optimizer.of(Update.sgd(), 0.1));
    TrainingConfig small =
        TrainingConfig.of(Length.epochs(1, 4).withAccumulate(4), config.optimizer());
    Trained large = train(config);
    Trained accumulated = train(small);

    assertThat(accumulated.history().points()).hasSize(13);
    for (Initializer one : large.model().graph().initializers().values()) {
      assertThat(weight(accumulated.model(), one.name()).toFloats())
          .containsExactly(one.tensor().toFloats(), within(1e-6f));
    }
    assertThat(accumulated.history().points().getLast().loss())
        .isCloseTo(large.history().points().getLast().loss(), within(1e-6));
  }

  @Test
  void whatAGlobFreezesStaysAsItIs() {
    Trained trained =
        train(CONFIG.withScope(new Scope(List.of("hidden.*"), Scope.BatchNorm.FROZEN)));

    assertThat(weight(trained.model(), "hidden.weight"))
        .isEqualTo(weight(Blobs.network(), "hidden.weight"));
    assertThat(weight(trained.model(), "head.weight"))
        .isNotEqualTo(weight(Blobs.network(), "head.weight"));
  }

  /** Without a gradient what is left of a step of AdamW is the decay: 1 - 0.1 * 0.5 of a weight. */
  @Test
  void biasesAreNotDecayedUnlessAsked() {
    Optimizer slow = Optimizer.of(new Update.AdamW(0.9, 0.999, 1e8, 0.5), 0.1);
    TrainingConfig config = TrainingConfig.of(Length.steps(1, 16), slow);
    Model before = Blobs.network();
    Model some = train(config).model();
    Model all = train(TrainingConfig.of(Length.steps(1, 16), slow.decayingAll())).model();

    float weight = weight(before, "head.weight").floatAt(0);
    float bias = weight(before, "head.bias").floatAt(0);
    assertThat(weight(some, "head.weight").floatAt(0)).isCloseTo(weight * 0.95f, within(1e-6f));
    assertThat(weight(some, "head.bias").floatAt(0)).isCloseTo(bias, within(1e-6f));
    assertThat(weight(all, "head.bias").floatAt(0)).isCloseTo(bias * 0.95f, within(1e-6f));
  }

  @Test
  void theLastGlobThatMatchesGivesTheFactorOfARate() {
    Optimizer optimizer =
        Optimizer.of(Update.sgd(), 0.1)
            .withRates(
                new Optimizer.RateFactor("*", 0), new Optimizer.RateFactor("head.weight", 1));
    Trained trained = train(TrainingConfig.of(Length.steps(1, 16), optimizer));

    assertThat(weight(trained.model(), "head.weight"))
        .isNotEqualTo(weight(Blobs.network(), "head.weight"));
    assertThat(weight(trained.model(), "head.bias"))
        .isEqualTo(weight(Blobs.network(), "head.bias"));
  }

  @Test
  void gradientsAreCutAndTheirLengthIsTold() {
    Trained trained =
        train(
            TrainingConfig.of(
                Length.steps(1, 16), Optimizer.of(Update.sgd(), 1).withClipNorm(0.01)));
    double moved = 0;
    for (Initializer one : Blobs.network().graph().initializers().values()) {
      float[] before = one.tensor().toFloats();
      float[] after = weight(trained.model(), one.name()).toFloats();
      for (int i = 0; i < before.length; i++) {
        moved += Math.pow(after[i] - before[i], 2);
      }
    }

    assertThat(trained.history().points().getFirst().gradientNorm()).isGreaterThan(0.01);
    assertThat(Math.sqrt(moved)).isCloseTo(0.01, within(1e-5));
  }

  @Test
  void theBestWeightsAtValidationAreKept() {
    TrainingConfig wild = TrainingConfig.of(Length.epochs(8, 16), Optimizer.of(Update.sgd(), 3));
    Trained trained = validated(wild);
    List<History.Validated> validations = trained.history().validations();

    assertThat(validations).hasSize(8);
    double best = validations.stream().mapToDouble(TrainerTest::accuracy).max().orElseThrow();
    long bestStep =
        validations.stream().filter(one -> accuracy(one) == best).findFirst().orElseThrow().step();
    assertThat(validations.stream().filter(History.Validated::best).toList().getLast().step())
        .isEqualTo(bestStep);
    assertThat(bestStep).as("a run whose best is not its last").isLessThan(104);
    TrainingConfig untilThen =
        TrainingConfig.of(Length.steps(bestStep, 16), Optimizer.of(Update.sgd(), 3));
    assertThat(trained.model()).isEqualTo(train(untilThen).model());
  }

  private static double accuracy(History.Validated one) {
    return one.measures().getOrDefault("accuracy", Double.NaN);
  }

  @Test
  void trainingStopsWhenNothingGetsBetter() {
    Selection patient = Selection.best().withEarlyStopping(2, 2);
    Trained trained = validated(CONFIG.withSelection(patient));

    assertThat(trained.history().validations()).hasSize(3);
    assertThat(trained.history().points()).hasSize(3 * 13);
  }

  @Test
  void averagesAreWhatIsValidatedAndKept() {
    Selection last = new Selection(Optional.empty(), false, OptionalDouble.of(0.9));
    Trained plain =
        train(CONFIG.withSelection(new Selection(Optional.empty(), false, OptionalDouble.empty())));
    Trained averaged = validated(CONFIG.withSelection(last));

    assertThat(averaged.history().points()).isEqualTo(plain.history().points());
    assertThat(averaged.model()).isNotEqualTo(plain.model());
    double distance =
        Math.abs(
            weight(averaged.model(), "head.weight").floatAt(0)
                - weight(plain.model(), "head.weight").floatAt(0));
    assertThat(distance).isBetween(1e-6, 0.2);
  }

  @Test
  void ratesFollowTheSchedule() {
    Trained trained = train(CONFIG.withSchedule(new Schedule.Linear(0.2)));
    List<Double> rates =
        trained.history().points().stream().map(History.Point::learningRate).toList();

    assertThat(rates.getFirst()).isCloseTo(0.01 / 14, within(1e-12));
    assertThat(rates.get(13)).isEqualTo(0.01);
    assertThat(rates.getLast()).isCloseTo(0.01 / 52, within(1e-12));
  }
}
