package dev.lathe.engine.train.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LossRefusalTest {
  private static final Tensor X = Tensor.ofFloats(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
  private static final Model CLASSES = LossTrial.model(17, DType.FLOAT, "", -1, 3);

  private static void refuses(
      Reason reason, String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessage(message);
  }

  private static void refusesModel(String message, Model model, Loss loss, String... output) {
    refuses(
        Reason.INVALID_MANIFEST,
        message,
        () ->
            new Supervised(loss, List.of(output).stream().findFirst(), LossTrial.FIELD)
                .attach(model));
  }

  private static void refusesBatch(String message, Model model, Loss loss, Batch batch) {
    Supervised supervised = new Supervised(loss, Optional.empty(), LossTrial.FIELD);
    supervised.attach(model);
    refuses(Reason.INVALID_DATA, message, () -> supervised.feed(batch, LossTrial.MOMENT));
  }

  @Test
  void anOutputMustBeOneOfTheModels() {
    refusesModel(
        "spec.recipe[0].fineTune.loss.output: the model has no output 'logits', it has 'add_0_out'",
        CLASSES,
        CrossEntropy.plain(),
        "logits");
    Model integers =
        Sketch.model(g -> {
          String x = g.input("x", -1, 3);
          g.output(g.op("ArgMax").with("axis", 1).on(x), DType.INT64);
        });
    refusesModel(
        "spec.recipe[0].fineTune.loss.output: output 'argmax_0_out' does not hold numbers in"
            + " floating point, which training takes",
        integers,
        CrossEntropy.plain());
  }

  @Test
  void aLossMustFitTheOutput() {
    refusesModel(
        "spec.recipe[0].fineTune.loss.type: CrossEntropy does not fit output 'sigmoid_1_out' of"
            + " [x0, 3]: it comes of a Sigmoid, for BinaryCrossEntropy",
        LossTrial.model(17, DType.FLOAT, "Sigmoid", -1, 3),
        CrossEntropy.plain());
    refusesModel(
        "spec.recipe[0].fineTune.loss.type: BinaryCrossEntropy does not fit output"
            + " 'softmax_1_out' of [x0, 3]: it comes of a Softmax, for CrossEntropy",
        LossTrial.model(17, DType.FLOAT, "Softmax", -1, 3),
        new BinaryCrossEntropy(0, List.of()));
    refusesModel(
        "spec.recipe[0].fineTune.loss.type: CrossEntropy does not fit output 'add_0_out' of [x0,"
            + " 1]: it has no axis of at least two classes",
        LossTrial.model(17, DType.FLOAT, "", -1, 1),
        CrossEntropy.plain());
    refusesModel(
        "spec.recipe[0].fineTune.loss.type: Cosine does not fit output 'add_0_out' of [x0]: it has"
            + " no axis of vectors behind the first",
        LossTrial.model(17, DType.FLOAT, "", -1),
        new Cosine());
    refusesModel(
        "spec.recipe[0].fineTune.loss.type: Ctc does not fit output 'add_0_out' of [x0, 3]: it"
            + " takes scores of [n, steps, classes], class 0 the blank",
        CLASSES,
        new Ctc(0));
  }

  @Test
  void classWeightsMustBeAsManyAsClasses() {
    refusesModel(
        "spec.recipe[0].fineTune.loss.classWeights: a list of 2 does not fit output 'add_0_out' of"
            + " [x0, 3]: it has 3 classes",
        CLASSES,
        new CrossEntropy(0, List.of(1.0, 2.0), false));
    refusesModel(
        "spec.recipe[0].fineTune.loss.classWeights: a list of 3 does not fit output 'add_0_out' of"
            + " [x0, 3]: it has 2 classes",
        CLASSES,
        new BinaryCrossEntropy(0, List.of(1.0, 2.0, 3.0)));
    assertThatThrownBy(() -> new CrossEntropy(0, List.of(1.0, -2.0), false))
        .hasMessage("class weights of at least 0 expected, found -2.0");
    assertThatThrownBy(() -> new CrossEntropy(0, List.of(0.0, 0.0), false))
        .hasMessage("a class weight above 0 expected, found [0.0, 0.0]");
    assertThatThrownBy(() -> new CrossEntropy(1, List.of(), false))
        .hasMessage("label smoothing in [0, 1) expected, found 1.0");
  }

  @Test
  void labelsMustBeThere() {
    Batch without = LossTrial.batch(X, Optional.empty(), Optional.empty());
    refusesBatch(
        "spec.recipe[0].fineTune.loss: CrossEntropy takes labels or targets, the data has neither",
        CLASSES,
        CrossEntropy.plain(),
        without);
    refusesBatch(
        "spec.recipe[0].fineTune.loss: MeanSquaredError takes labels or targets, the data has"
            + " neither",
        CLASSES,
        new MeanSquaredError(),
        without);
  }

  @Test
  void labelsMustBeInRange() {
    refusesBatch(
        "spec.recipe[0].fineTune.loss: CrossEntropy takes labels 0 to 2, found 3",
        CLASSES,
        CrossEntropy.plain(),
        LossTrial.labelled(X, 0, 3));
    refusesBatch(
        "spec.recipe[0].fineTune.loss: CrossEntropy takes labels 0 to 2, found -1: -1 says that"
            + " there is no label, which this loss needs",
        CLASSES,
        CrossEntropy.plain(),
        LossTrial.labelled(X, -1, 1));
    refusesBatch(
        "spec.recipe[0].fineTune.loss: CrossEntropy takes labels 0 to 2, found -2",
        CLASSES,
        new CrossEntropy(0, List.of(), true),
        LossTrial.labelled(X, -2, 1));
    refusesBatch(
        "spec.recipe[0].fineTune.loss: BinaryCrossEntropy takes targets from 0 to 1, found 2.0",
        LossTrial.model(17, DType.FLOAT, "", -1, 1),
        new BinaryCrossEntropy(0, List.of()),
        LossTrial.labelled(Tensor.ofFloats(Shape.of(2, 1), 0, 0), 1, 2));
    refusesBatch(
        "spec.recipe[0].fineTune.loss: CrossEntropy takes whole numbers, found a target of 0.5",
        CLASSES,
        CrossEntropy.plain(),
        LossTrial.targeted(X, Tensor.ofFloats(Shape.of(2), 1, .5f)));
  }

  @Test
  void targetsMustBeOfTheOutputsShape() {
    refusesBatch(
        "spec.recipe[0].fineTune.loss: MeanSquaredError compares output 'add_0_out' of [x0, 3] with"
            + " a target of the same shape for each sample, found targets of [2, 2]",
        CLASSES,
        new MeanSquaredError(),
        LossTrial.targeted(X, Tensor.ofFloats(Shape.of(2, 2), 1, 2, 3, 4)));
    refusesBatch(
        "spec.recipe[0].fineTune.loss: Cosine compares output 'add_0_out' of [x0, 3] with a target"
            + " of the same shape for each sample, found targets of [2]",
        CLASSES,
        new Cosine(),
        LossTrial.labelled(X, 0, 1));
    refusesBatch(
        "spec.recipe[0].fineTune.loss: CrossEntropy of output 'add_0_out' of [x0, 3] takes one"
            + " label for each of its vectors of classes, found labels of [2, 2]",
        CLASSES,
        CrossEntropy.plain(),
        LossTrial.targeted(X, Tensor.ofLongs(Shape.of(2, 2), 1, 2, 0, 1)));
    refusesBatch(
        "spec.recipe[0].fineTune.loss: targets of COMPLEX64 cannot be read: FLOAT, DOUBLE or"
            + " integers of up to 64 bit are",
        CLASSES,
        new MeanSquaredError(),
        LossTrial.targeted(X, Tensor.ofBytes(DType.COMPLEX64, Shape.of(2, 3), new byte[48])));
  }

  @Test
  void textsMustBeWritableInTheStepsThereAre() {
    Model model = LossTrial.model(17, DType.FLOAT, "", -1, 3, 4);
    Tensor x = Tensor.ofFloats(Shape.of(1, 3, 4), new float[12]);
    refusesBatch(
        "spec.recipe[0].fineTune.loss: a target takes 4 steps, but the output has 3",
        model,
        new Ctc(0),
        LossTrial.targeted(x, Tensor.ofLongs(Shape.of(1, 3), 1, 1, 2)));
    for (long[] target : new long[][] {{1, 0, 2}, {1, 4, 2}, {1, -1, 2}}) {
      long wrong = target[1] == -1 ? 2 : target[1];
      refusesBatch(
          "spec.recipe[0].fineTune.loss: Ctc takes targets of classes other than its blank 0, those"
              + " of a sample followed by -1 only, found "
              + wrong,
          model,
          new Ctc(0),
          LossTrial.targeted(x, Tensor.ofLongs(Shape.of(1, 3), target)));
    }
    refusesBatch(
        "spec.recipe[0].fineTune.loss: Ctc takes targets [samples, longest], filled up with -1,"
            + " found [1]",
        model,
        new Ctc(0),
        LossTrial.labelled(x, 1));
  }
}
