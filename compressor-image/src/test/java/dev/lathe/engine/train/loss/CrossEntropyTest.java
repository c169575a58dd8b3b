package dev.lathe.engine.train.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.loss.LossTrial.Told;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The expected numbers are those of {@code torch.nn.functional.cross_entropy} in double. */
class CrossEntropyTest {
  private static final double[] SCORES = {1, -2, .5, 0, 3, -1, 2, 2, 2};
  private static final Tensor X = LossTrial.tensor(DType.FLOAT, Shape.of(3, 3), SCORES);
  private static final List<Double> WEIGHTS = List.of(1.0, 2.5, .5);
  private static final double CLOSE = 1e-5;

  private static Told told(long opset, String activation, CrossEntropy loss, long... labels) {
    Model model = LossTrial.model(opset, DType.FLOAT, activation, -1, 3);
    return LossTrial.run(
        model,
        new Supervised(loss, Optional.empty(), LossTrial.FIELD),
        LossTrial.labelled(X, labels));
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 17, 18, 21, 23})
  void itIsTheSameInAllOperatorSets(long opset) {
    Told told = told(opset, "", CrossEntropy.plain(), 0, 2, 1);

    assertThat(told.loss()).isCloseTo(1.889697698, within(CLOSE));
    // the first is right; of three equal scores the first counts
    assertThat(told.measures().get("accuracy")).isCloseTo(1 / 3.0, within(CLOSE));
  }

  @Test
  void labelsAreSmoothedAsTorchDoes() {
    assertThat(told(17, "", new CrossEntropy(.1, List.of(), false), 0, 2, 1).loss())
        .isCloseTo(1.873031032, within(CLOSE));
  }

  @Test
  void classesAreWeighedAsTorchDoes() {
    assertThat(told(17, "", new CrossEntropy(0, WEIGHTS, false), 0, 2, 1).loss())
        .isCloseTo(1.321017394, within(CLOSE));
    assertThat(told(17, "", new CrossEntropy(.1, WEIGHTS, false), 0, 2, 1).loss())
        .isCloseTo(1.350802091, within(CLOSE));
  }

  /** The number is torch's with ignore_index -1. */
  @Test
  void samplesWithoutALabelCountForNothing() {
    Told told = told(17, "", new CrossEntropy(.1, WEIGHTS, true), 0, -1, 1);

    assertThat(told.loss()).isCloseTo(0.970888406, within(CLOSE));
    assertThat(told.measures().get("accuracy")).isCloseTo(.5, within(CLOSE));
    assertThat(told(17, "", new CrossEntropy(.1, WEIGHTS, true), -1, -1, -1).loss()).isZero();
    Model model = LossTrial.model(17, DType.FLOAT, "", -1, 3);
    Supervised partial =
        new Supervised(new CrossEntropy(0, List.of(), true), Optional.empty(), LossTrial.FIELD);
    Told none =
        LossTrial.run(model, partial, LossTrial.batch(X, Optional.empty(), Optional.empty()));
    assertThat(none.loss()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 13, 23})
  void aFinalSoftmaxIsLookedThrough(long opset) {
    for (String activation : List.of("Softmax", "LogSoftmax")) {
      assertThat(told(opset, activation, CrossEntropy.plain(), 0, 2, 1).loss())
          .isCloseTo(1.889697698, within(CLOSE));
    }
  }

  /** Scores [n, 2, 2] of two places each: log(1 + e^(wrong - right)) of each place. */
  @Test
  void eachPlaceOfAPictureHasItsLabel() {
    Model model = LossTrial.model(11, DType.FLOAT, "", -1, 2, 2);
    Tensor x = Tensor.ofFloats(Shape.of(1, 2, 2), 1, 2, 3, -1);
    Tensor labels = Tensor.ofLongs(Shape.of(1, 2), 1, 0);

    Told told =
        LossTrial.run(
            model,
            new Supervised(CrossEntropy.plain(), Optional.empty(), LossTrial.FIELD),
            LossTrial.targeted(x, labels));

    double expected = (Math.log1p(Math.exp(-2)) + Math.log1p(Math.exp(-3))) / 2;
    assertThat(told.loss()).isCloseTo(expected, within(CLOSE));
    assertThat(told.measures()).isEqualTo(Map.of("accuracy", 1.0));
  }

  /** What an encoder says of each token has its classes along the last axis. */
  @Test
  void eachTokenOfATextHasItsLabel() {
    Model model = LossTrial.model(17, DType.FLOAT, "", -1, -1, 2);
    Tensor x = Tensor.ofFloats(Shape.of(1, 3, 2), 1, 3, 2, -1, 0, 0);
    Tensor labels = Tensor.ofLongs(Shape.of(1, 3), 1, 0, -1);

    Told told =
        LossTrial.run(
            model,
            new Supervised(new CrossEntropy(0, List.of(), true), Optional.empty(), LossTrial.FIELD),
            LossTrial.targeted(x, labels));

    double expected = (Math.log1p(Math.exp(-2)) + Math.log1p(Math.exp(-3))) / 2;
    assertThat(told.loss()).isCloseTo(expected, within(CLOSE));
  }

  /**
   * As exporters write a decoder whose length is fixed: only its last product tells the classes.
   */
  @Test
  void whatAProductOfMatricesGivesHasItsClassesLast() {
    for (boolean biased : new boolean[] {false, true}) {
      Model model =
          Sketch.model(g -> {
            String scores = g.node("MatMul", g.input("x", -1, 2, 4), g.weights(4, 3));
            g.output(biased ? g.node("Add", g.weights(3), scores) : scores);
          });
      Prediction prediction = Prediction.of(model, Optional.empty(), "loss.output");

      assertThat(prediction.dims().orElseThrow()).hasSize(3);
      assertThat(prediction.classAxis()).isEqualTo(2);
      assertThat(prediction.classes()).hasValue(3);
    }
  }

  @Test
  void theFirstOutputInFloatingPointIsLearnt() {
    Model model =
        Sketch.model(g -> {
          String scores = g.node("MatMul", g.input("x", -1, 4), g.weights(4, 3));
          g.output(g.node("ArgMax", scores), DType.INT64);
          g.output(scores);
        });

    assertThat(Prediction.of(model, Optional.empty(), "loss.output").output())
        .isEqualTo(model.graph().outputs().getLast().name());
  }

  @Test
  void gradientsAreThoseOfDifferences() {
    for (CrossEntropy loss :
        List.of(
            CrossEntropy.plain(),
            new CrossEntropy(.1, WEIGHTS, true),
            new CrossEntropy(.2, List.of(), false))) {
      for (String activation : List.of("", "Softmax")) {
        LossTrial.checkGradients(
            LossTrial.model(17, DType.DOUBLE, activation, -1, 3),
            new Supervised(loss, Optional.empty(), LossTrial.FIELD),
            LossTrial.labelled(
                LossTrial.doubles(Shape.of(3, 3), SCORES), 0, loss.partial() ? -1 : 2, 1));
      }
    }
  }

  @Test
  void halfPrecisionIsReckonedInFloat() {
    Model model =
        dev.lathe.engine.graph.Sketch.model(g -> {
          String y = g.node("Add", g.input("x", -1, 3), g.constant("w", zeros()));
          g.output(g.op("Cast").with("to", DType.FLOAT16.onnxCode()).on(y), DType.FLOAT16);
        });
    Told told =
        LossTrial.run(
            model,
            new Supervised(CrossEntropy.plain(), Optional.empty(), LossTrial.FIELD),
            LossTrial.labelled(X, 0, 2, 1));

    assertThat(told.loss()).isCloseTo(1.889697698, within(CLOSE));
  }

  private static Tensor zeros() {
    return Tensor.ofFloats(Shape.of(3), 0, 0, 0);
  }
}
