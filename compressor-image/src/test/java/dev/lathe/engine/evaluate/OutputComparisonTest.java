package dev.lathe.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lathe.engine.evaluate.metric.Evidence;
import dev.lathe.engine.evaluate.metric.Measured;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.evaluate.metric.PairedAccuracy;
import dev.lathe.engine.evaluate.metric.SampleShare;
import dev.lathe.engine.evaluate.statistic.PairedProportions;
import dev.lathe.engine.evaluate.statistic.Proportion;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.runtime.Session;
import dev.lathe.engine.runtime.SessionOptions;
import dev.lathe.engine.runtime.TinyModel;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The models compared are real ones, of one or two nodes, in ONNX Runtime. */
class OutputComparisonTest {
  private static final Optional<Tensor> NO_LABELS = Optional.empty();

  private static byte[] model(String opType, long... dims) {
    return new TinyModel()
        .input("x", DType.FLOAT, dims)
        .node(opType, List.of("x"), List.of("y"))
        .output("y", DType.FLOAT, dims)
        .toBytes();
  }

  private static byte[] masked(String opType) {
    return new TinyModel()
        .input("x", DType.FLOAT, -1, -1, 2)
        .input("attention_mask", DType.INT64, -1, -1)
        .node(opType, List.of("x"), List.of("y"))
        .node("Identity", List.of("attention_mask"), List.of("used"))
        .output("y", DType.FLOAT, -1, -1, 2)
        .output("used", DType.INT64, -1, -1)
        .toBytes();
  }

  private static Session session(byte[] model) {
    return Session.open(model, SessionOptions.serving(1));
  }

  private static Map<Metric, Evidence> compare(
      byte[] original,
      byte[] candidate,
      Pooling pooling,
      Map<String, Tensor> inputs,
      Optional<Tensor> labels) {
    try (Session first = session(original);
        Session second = session(candidate)) {
      OutputComparison comparison = new OutputComparison(first, second, Optional.empty(), pooling);
      comparison.add(inputs, labels);
      return comparison.evidence(0);
    }
  }

  private static double value(Map<Metric, Evidence> evidence, Metric metric) {
    assertThat(evidence.get(metric)).isInstanceOf(Measured.class);
    return evidence.get(metric) instanceof Measured measured ? measured.value() : Double.NaN;
  }

  @Test
  void aModelComparedWithItselfIsPerfect() {
    Tensor x = Tensor.ofFloats(Shape.of(2, 3), 1, 2, 3, -1, 5, 0);
    Map<Metric, Evidence> evidence =
        compare(
            model("Identity", -1, 3),
            model("Identity", -1, 3),
            Pooling.NONE,
            Map.of("x", x),
            Optional.of(Tensor.ofLongs(Shape.of(2), 2, 0)));

    assertThat(evidence.get(Metric.ACCURACY))
        .isEqualTo(new PairedAccuracy(new PairedProportions(1, 0, 0, 1)));
    assertThat(evidence.get(Metric.AGREEMENT)).isEqualTo(new SampleShare(new Proportion(2, 2)));
    assertThat(value(evidence, Metric.COSINE_MEAN)).isEqualTo(1);
    assertThat(value(evidence, Metric.COSINE_MIN)).isEqualTo(1);
    assertThat(value(evidence, Metric.MEAN_SQUARED_ERROR)).isZero();
    assertThat(value(evidence, Metric.SQNR)).isEqualTo(200);
    assertThat(value(evidence, Metric.KL_DIVERGENCE)).isZero();
  }

  @Test
  void aRuinedModelShowsInEveryMetric() {
    // Neg turns the highest score into the lowest.
    Tensor x = Tensor.ofFloats(Shape.of(2, 2), 3, 1, 0, 4);
    Map<Metric, Evidence> evidence =
        compare(
            model("Identity", -1, 2),
            model("Neg", -1, 2),
            Pooling.NONE,
            Map.of("x", x),
            Optional.of(Tensor.ofLongs(Shape.of(2), 0, 1)));

    assertThat(evidence.get(Metric.ACCURACY))
        .isEqualTo(new PairedAccuracy(new PairedProportions(0, 2, 0, 0)));
    assertThat(value(evidence, Metric.F1)).isZero();
    assertThat(value(evidence, Metric.AGREEMENT)).isZero();
    assertThat(value(evidence, Metric.COSINE_MEAN)).isCloseTo(-1, within(1e-12));
    // mean of (6^2 + 2^2) / 2 and 8^2 / 2
    assertThat(value(evidence, Metric.MEAN_SQUARED_ERROR)).isEqualTo(26);
    // noise is twice the signal, so four times its power: -6.0206 dB
    assertThat(value(evidence, Metric.SQNR)).isCloseTo(-6.0206, within(1e-4));
    // logits differ by 2 and 4: each KL is d * tanh(d / 2)
    assertThat(value(evidence, Metric.KL_DIVERGENCE))
        .isCloseTo((2 * Math.tanh(1) + 4 * Math.tanh(2)) / 2, within(1e-9));
  }

  @Test
  void probabilitiesAreNotPutThroughASoftmaxAgain() {
    // Both rows are probabilities; the candidate squares them, (.8, .2) -> (.64, .04).
    byte[] squares =
        new TinyModel()
            .input("x", DType.FLOAT, -1, 2)
            .node("Mul", List.of("x", "x"), List.of("y"))
            .output("y", DType.FLOAT, -1, 2)
            .toBytes();
    Tensor x = Tensor.ofFloats(Shape.of(1, 2), 0.8f, 0.2f);
    Map<Metric, Evidence> evidence =
        compare(model("Identity", -1, 2), squares, Pooling.NONE, Map.of("x", x), NO_LABELS);

    double q = 0.64 / 0.68;
    assertThat(value(evidence, Metric.KL_DIVERGENCE))
        .isCloseTo(0.8 * Math.log(0.8 / q) + 0.2 * Math.log(0.2 / (1 - q)), within(1e-6));
  }

  @Test
  void outputsThatAreNoNumbersSpoilEveryMetric() {
    // The square root of a negative number is NaN.
    Tensor x = Tensor.ofFloats(Shape.of(3, 2), 1, 2, 4, -4, -1, 9);
    Map<Metric, Evidence> evidence =
        compare(
            model("Identity", -1, 2),
            model("Sqrt", -1, 2),
            Pooling.NONE,
            Map.of("x", x),
            Optional.of(Tensor.ofLongs(Shape.of(3), 0, 0, 0)));

    assertThat(evidence.values())
        .hasSize(9)
        .containsOnly(
            new Evidence.Spoilt(
                "the candidate's output 'y' is NaN or infinite for 2 of 3 samples, the first is"
                    + " sample 1",
                3));
  }

  @Test
  void anOriginalThatGivesNoNumbersIsInvalid() {
    Tensor x = Tensor.ofFloats(Shape.of(2, 2), 1, 2, -4, 4);

    assertThatThrownBy(() ->
            compare(
                model("Sqrt", -1, 2),
                model("Identity", -1, 2),
                Pooling.NONE,
                Map.of("x", x),
                NO_LABELS))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_MODEL))
        .hasMessageContaining("the original's output 'y' is NaN for sample 1");
  }

  @Test
  void withoutLabelsTheirMetricsAreAbsent() {
    Tensor x = Tensor.ofFloats(Shape.of(1, 2), 1, 2);
    Map<Metric, Evidence> evidence =
        compare(
            model("Identity", -1, 2),
            model("Identity", -1, 2),
            Pooling.NONE,
            Map.of("x", x),
            NO_LABELS);

    assertThat(evidence)
        .containsEntry(Metric.F1, new Evidence.Absent("the evaluation data has no labels"))
        .containsEntry(
            Metric.TOP5_ACCURACY, new Evidence.Absent("the evaluation data has no labels"));
  }

  @Test
  void aLabelThatIsNoClassIsRefusedBySample() {
    Tensor x = Tensor.ofFloats(Shape.of(2, 2), 1, 2, 3, 4);

    assertThatThrownBy(() ->
            compare(
                model("Identity", -1, 2),
                model("Identity", -1, 2),
                Pooling.NONE,
                Map.of("x", x),
                Optional.of(Tensor.ofLongs(Shape.of(2), 1, 2))))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_DATA))
        .hasMessage("sample 1 has label 2, but output 'y' has 2 classes");
  }

  @Test
  void paddingIsNotCompared() {
    // Relu changes only the second, padded position.
    Tensor x = Tensor.ofFloats(Shape.of(1, 2, 2), 1, 2, -7, -9);
    Map<String, Tensor> inputs =
        Map.of("x", x, "attention_mask", Tensor.ofLongs(Shape.of(1, 2), 1, 0));

    for (Pooling pooling : Pooling.values()) {
      Map<Metric, Evidence> evidence =
          compare(masked("Identity"), masked("Relu"), pooling, inputs, NO_LABELS);
      assertThat(value(evidence, Metric.MEAN_SQUARED_ERROR)).as("%s", pooling).isZero();
      assertThat(value(evidence, Metric.COSINE_MIN)).as("%s", pooling).isEqualTo(1);
    }
  }

  @Test
  void theMeanIsTakenOverTheMaskedPositions() {
    // Kept positions (2, 4) and (0, -2): mean (1, 1). With Abs they are (2, 4), (0, 2): (1, 3).
    Tensor x = Tensor.ofFloats(Shape.of(1, 3, 2), 2, 4, 0, -2, 50, 50);
    Map<String, Tensor> inputs =
        Map.of("x", x, "attention_mask", Tensor.ofLongs(Shape.of(1, 3), 1, 1, 0));
    Map<Metric, Evidence> evidence =
        compare(masked("Identity"), masked("Abs"), Pooling.MEAN, inputs, NO_LABELS);

    assertThat(value(evidence, Metric.COSINE_MEAN)).isCloseTo(4 / Math.sqrt(20), within(1e-6));
    assertThat(value(evidence, Metric.MEAN_SQUARED_ERROR)).isEqualTo(2);
  }

  @Test
  void poolingAsksForAnOutputWithPositions() {
    Tensor x = Tensor.ofFloats(Shape.of(1, 2), 1, 2);

    assertThatThrownBy(() ->
            compare(
                model("Identity", -1, 2),
                model("Identity", -1, 2),
                Pooling.MEAN,
                Map.of("x", x),
                NO_LABELS))
        .hasMessage(
            "evaluation.pooling Mean needs an output [n, positions, width], but 'y' is [1, 2]");
  }

  /** As classifiers of tables are exported: the class they chose, then the scores. */
  @Test
  void theFirstOutputInFloatingPointIsCompared() {
    byte[] classifier =
        new TinyModel()
            .input("x", DType.FLOAT, -1, 2)
            .node("ArgMax", List.of("x"), List.of("label"))
            .node("Identity", List.of("x"), List.of("scores"))
            .output("label", DType.INT64, 1, 2)
            .output("scores", DType.FLOAT, -1, 2)
            .toBytes();
    try (Session first = session(classifier);
        Session second = session(classifier)) {
      assertThat(new OutputComparison(first, second, Optional.empty(), Pooling.NONE).output())
          .isEqualTo("scores");
    }
  }

  @Test
  void anUnknownOutputIsRefusedWithTheOnesThereAre() {
    try (Session session = session(model("Identity", -1, 2))) {
      assertThatThrownBy(
              () -> new OutputComparison(session, session, Optional.of("logits"), Pooling.NONE))
          .hasMessage("evaluation.output: the model has no output 'logits', its outputs are [y]");
    }
  }

  @Test
  void samplesAddUpOverBatches() {
    try (Session first = session(model("Identity", -1, 2));
        Session second = session(model("Abs", -1, 2))) {
      OutputComparison comparison =
          new OutputComparison(first, second, Optional.of("y"), Pooling.NONE);
      comparison.add(
          Map.of("x", Tensor.ofFloats(Shape.of(1, 2), -3, 1)),
          Optional.of(Tensor.ofLongs(Shape.of(1), 1)));
      comparison.add(
          Map.of("x", Tensor.ofFloats(Shape.of(2, 2), 1, 2, 3, 1)),
          Optional.of(Tensor.ofLongs(Shape.of(2), 1, 0)));

      assertThat(comparison.evidence(0).get(Metric.ACCURACY))
          .isEqualTo(new PairedAccuracy(new PairedProportions(2, 1, 0, 0)));
    }
  }
}
