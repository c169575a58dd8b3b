package dev.lathe.engine.train.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.loss.LossTrial.Told;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The expected numbers are those of {@code torch.nn.functional} in double. */
class LossesTest {
  private static final double CLOSE = 1e-5;
  private static final Tensor SCORES = Tensor.ofFloats(Shape.of(2, 2), 1, -2, .5f, 30);
  private static final Tensor SHARES = Tensor.ofFloats(Shape.of(2, 2), 1, 0, .25f, 1);
  private static final double[] VECTORS = {1, 2, 3, -1};
  private static final Tensor OTHERS = Tensor.ofFloats(Shape.of(2, 2), 2, 1, 0, 1);

  /** [2 samples, 4 steps, 3 classes]. */
  private static final double[] STEPS = {
    1, .5, -1, 0, 2, .3, .2, -1, 1.5, .7, 0, 0, 0, 1, 2, 2, 1, 0, 1, 1, 1, -1, 0, .5
  };

  private static Supervised supervised(Loss loss) {
    return new Supervised(loss, Optional.empty(), LossTrial.FIELD);
  }

  private static Told told(long opset, String activation, Loss loss, Batch batch) {
    return LossTrial.run(
        LossTrial.model(opset, DType.FLOAT, activation, -1, 2), supervised(loss), batch);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 13, 18, 23})
  void binaryCrossEntropyIsTorchs(long opset) {
    Batch batch = LossTrial.targeted(SCORES, SHARES);
    for (String activation : List.of("", "Sigmoid")) {
      Told told = told(opset, activation, new BinaryCrossEntropy(0, List.of()), batch);

      assertThat(told.loss()).isCloseTo(0.322316671, within(CLOSE));
      assertThat(told.measures().get("accuracy")).isEqualTo(.75);
    }
    assertThat(told(opset, "", new BinaryCrossEntropy(0, List.of(1.0, 2.5)), batch).loss())
        .isCloseTo(0.484234521, within(CLOSE));
    assertThat(told(opset, "", new BinaryCrossEntropy(.1, List.of()), batch).loss())
        .isCloseTo(0.731691671, within(CLOSE));
  }

  /** -log σ(1) and -log σ(-(-2)), halved. */
  @Test
  void labelsOfZeroAndOneServeASingleOutput() {
    Model model = LossTrial.model(17, DType.FLOAT, "Sigmoid", -1, 1);
    Batch batch = LossTrial.labelled(Tensor.ofFloats(Shape.of(2, 1), 1, -2), 1, 0);

    Told told = LossTrial.run(model, supervised(new BinaryCrossEntropy(0, List.of())), batch);

    double expected = (Math.log1p(Math.exp(-1)) + Math.log1p(Math.exp(-2))) / 2;
    assertThat(told.loss()).isCloseTo(expected, within(CLOSE));
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 13, 18, 23})
  void squaredErrorAndCosineAreTorchs(long opset) {
    Batch batch =
        LossTrial.targeted(LossTrial.tensor(DType.FLOAT, Shape.of(2, 2), VECTORS), OTHERS);
    Told squared = told(opset, "", new MeanSquaredError(), batch);
    Told cosine = told(opset, "", new Cosine(), batch);

    assertThat(squared.loss()).isCloseTo(3.75, within(CLOSE));
    assertThat(squared.measures().get("meanAbsoluteError")).isCloseTo(1.75, within(CLOSE));
    assertThat(cosine.loss()).isCloseTo(0.758113883, within(CLOSE));
    assertThat(cosine.measures().get("cosine")).isCloseTo(1 - 0.758113883, within(CLOSE));
  }

  /** 1.0001 is 1 in half precision. */
  @Test
  void anOutputInHalfPrecisionIsTakenAsItIsBeforeItIsRounded() {
    Tensor x = vector(1.0001f, 2);
    Model model =
        Sketch.model(g -> {
          String y = g.node("Add", g.input("x", -1, 2), g.constant("w", vector(0, 0)));
          g.output(g.op("Cast").with("to", DType.FLOAT16.onnxCode()).on(y), DType.FLOAT16);
        });

    Told told = LossTrial.run(model, supervised(new MeanSquaredError()), LossTrial.targeted(x, x));

    assertThat(told.loss()).isZero();
  }

  @Test
  void aVectorOfZerosHasAFiniteCosine() {
    Batch batch = LossTrial.targeted(Tensor.ofFloats(Shape.of(1, 2), 0, 0), vector(1, 1));

    assertThat(told(17, "", new Cosine(), batch).loss()).isEqualTo(1);
  }

  private static Tensor vector(float a, float b) {
    return Tensor.ofFloats(Shape.of(1, 2), a, b);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 13, 23})
  void ctcIsTorchs(long opset) {
    Tensor x = LossTrial.tensor(DType.FLOAT, Shape.of(2, 4, 3), STEPS);
    Batch batch = LossTrial.targeted(x, Tensor.ofLongs(Shape.of(2, 2), 1, 2, 2, -1));
    Model model = LossTrial.model(opset, DType.FLOAT, "", -1, 4, 3);

    assertThat(LossTrial.run(model, supervised(new Ctc(0)), batch).loss())
        .isCloseTo(1.584890899, within(CLOSE));
    Batch other = LossTrial.targeted(x, Tensor.ofLongs(Shape.of(2, 2), 1, 0, 0, 0));
    assertThat(LossTrial.run(model, supervised(new Ctc(2)), other).loss())
        .isCloseTo(1.331255259, within(CLOSE));
  }

  @Test
  void ctcTakesStepsFirstWhereTheirNumberIsFixed() {
    double[] transposed = new double[STEPS.length];
    for (int i = 0; i < STEPS.length; i++) {
      int sample = i / 12;
      int step = i / 3 % 4;
      transposed[(step * 2 + sample) * 3 + i % 3] = STEPS[i];
    }
    Model model =
        Sketch.model(g -> {
          String x = g.input("x", DType.FLOAT, -1, 4, 3);
          String w = g.constant("w", Tensor.ofFloats(Shape.of(1), 0));
          g.output(g.op("Transpose").ints("perm", 1, 0, 2).on(g.node("Add", x, w)), DType.FLOAT);
        });
    Tensor x = LossTrial.tensor(DType.FLOAT, Shape.of(2, 4, 3), STEPS);
    Batch batch = LossTrial.targeted(x, Tensor.ofLongs(Shape.of(2, 2), 1, 2, 2, -1));

    assertThat(LossTrial.run(model, supervised(new Ctc(0)), batch).loss())
        .isCloseTo(1.584890899, within(CLOSE));
  }

  @Test
  void gradientsAreThoseOfDifferences() {
    Model plain = LossTrial.model(17, DType.DOUBLE, "", -1, 2);
    Tensor scores = LossTrial.doubles(Shape.of(2, 2), 1, -2, .5, 3);
    Tensor vectors = LossTrial.doubles(Shape.of(2, 2), VECTORS);
    for (String activation : List.of("", "Sigmoid")) {
      LossTrial.checkGradients(
          LossTrial.model(17, DType.DOUBLE, activation, -1, 2),
          supervised(new BinaryCrossEntropy(.1, List.of(1.0, 2.5))),
          LossTrial.targeted(scores, SHARES));
    }
    LossTrial.checkGradients(
        plain, supervised(new MeanSquaredError()), LossTrial.targeted(vectors, OTHERS));
    LossTrial.checkGradients(plain, supervised(new Cosine()), LossTrial.targeted(vectors, OTHERS));
    LossTrial.checkGradients(
        LossTrial.model(17, DType.DOUBLE, "", -1, 4, 3),
        supervised(new Ctc(0)),
        LossTrial.targeted(
            LossTrial.doubles(Shape.of(2, 4, 3), STEPS),
            Tensor.ofLongs(Shape.of(2, 2), 1, 2, 2, -1)));
  }
}
