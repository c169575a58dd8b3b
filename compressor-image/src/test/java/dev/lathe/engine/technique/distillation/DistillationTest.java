package dev.lathe.engine.technique.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.execute.TrainingModule;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.technique.distillation.DistillationConfig.Embedding;
import dev.lathe.engine.technique.distillation.DistillationConfig.Hard;
import dev.lathe.engine.technique.distillation.DistillationConfig.Logits;
import dev.lathe.engine.technique.distillation.DistillationConfig.Outputs;
import dev.lathe.engine.technique.distillation.Lesson.Told;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.Objective;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The expected numbers were worked out in PyTorch, in double. */
class DistillationTest {
  private static final double CLOSE = 1e-5;
  private static final Tensor STUDENT =
      Tensor.ofFloats(Shape.of(3, 3), 1, -2, .5f, 0, 3, -1, 2, 2, 2);
  private static final Tensor TEACHER = Tensor.ofFloats(Shape.of(3, 3), 2, 0, -1, 0, 1, 0, 1, 2, 3);

  private static Distillation distillation(Outputs outputs, Model... teachers) {
    return new Distillation(
        Lesson.config(outputs), List.of(teachers), Optional.empty(), Lesson.FIELD);
  }

  private static Told told(Outputs outputs, String activation, long... labels) {
    return Lesson.run(
        Lesson.model("s", activation, -1, 3),
        distillation(outputs, Lesson.model("t", activation, -1, 3)),
        Lesson.batch(STUDENT, TEACHER, labels));
  }

  /** A model that says the class too, as many classifiers do. */
  private static Model withItsClass(String says) {
    return Sketch.model(g -> {
      g.input("s", -1, 3);
      g.input("t", -1, 3);
      String zeros = g.constant("w", Tensor.ofFloats(Shape.of(3), 0, 0, 0));
      String y = g.node("Add", says, zeros);
      g.output(g.op("ArgMax").with("axis", 1).with("keepdims", 0).on(y), DType.INT64);
      g.output(y);
    });
  }

  @Test
  void anOutputOfIntegersHasNothingToLearn() {
    Told told =
        Lesson.run(
            withItsClass("s"),
            distillation(Logits.soft(1), withItsClass("t")),
            Lesson.batch(STUDENT, TEACHER));

    assertThat(told.loss()).isCloseTo(0.394761534, within(CLOSE));
  }

  /** {@code T * T * kl_div(log_softmax(s / T), softmax(t / T), reduction="batchmean")}. */
  @Test
  void bothSidesAreDividedByTheTemperature() {
    assertThat(told(Logits.soft(1), "").loss()).isCloseTo(0.394761534, within(CLOSE));
    Told soft = told(Logits.soft(4), "");
    assertThat(soft.loss()).isCloseTo(0.680235744, within(CLOSE));
    // the third sample's student is undecided: its first class counts
    assertThat(soft.measures().get("agreement")).isCloseTo(2 / 3.0, within(CLOSE));
  }

  @Test
  void probabilitiesAreLookedThroughOnBothSides() {
    assertThat(told(Logits.soft(4), "Softmax").loss()).isCloseTo(0.680235744, within(CLOSE));
  }

  /** 0.7 · 0.680235744 + 0.3 · 1.889697698, the latter torch's cross-entropy. */
  @Test
  void labelsHaveTheRestOfTheWeight() {
    Told told = told(new Logits(4, .7, Hard.usual()), "", 0, 2, 1);

    assertThat(told.loss()).isCloseTo(.7 * 0.680235744 + .3 * 1.889697698, within(CLOSE));
    assertThat(told.measures().keySet()).containsExactly("accuracy", "agreement");
  }

  /** The cross-entropy of the first sample is log(1 + e^-3 + e^-0.5); the others have no label. */
  @Test
  void samplesWithoutALabelLearnFromTheTeacherAlone() {
    Logits mixed = new Logits(4, .7, Hard.usual());
    double soft = .7 * 0.680235744;
    double first = Math.log(1 + Math.exp(-3) + Math.exp(-.5));

    assertThat(told(mixed, "", 0, -1, -1).loss()).isCloseTo(soft + .3 * first, within(CLOSE));
    assertThat(told(mixed, "", -1, -1, -1).loss()).isCloseTo(soft, within(CLOSE));
    assertThat(told(mixed, "").loss()).isCloseTo(soft, within(CLOSE));
  }

  /** Two teachers that say the same count as one; the mean of two divergences else. */
  @Test
  void severalTeachersAreAveraged() {
    Model student = Lesson.model("s", "", -1, 3);
    Model teacher = Lesson.model("t", "", -1, 3);
    Batch batch = Lesson.batch(STUDENT, TEACHER);

    assertThat(Lesson.run(student, distillation(Logits.soft(4), teacher, teacher), batch).loss())
        .isCloseTo(0.680235744, within(CLOSE));
    assertThat(Lesson.run(student, distillation(Logits.soft(4), teacher, student), batch).loss())
        .isCloseTo(0.680235744 / 2, within(CLOSE));
  }

  /** Each of the four scores is a distribution over two classes. */
  @Test
  void sigmoidsAreComparedOneByOne() {
    Tensor s = Tensor.ofFloats(Shape.of(2, 2), 1, -2, .5f, 3);
    Tensor t = Tensor.ofFloats(Shape.of(2, 2), 0, 1, 2, -1);
    Told told =
        Lesson.run(
            Lesson.model("s", "Sigmoid", -1, 2),
            distillation(Logits.soft(2), Lesson.model("t", "Sigmoid", -1, 2)),
            Lesson.batch(s, t));

    assertThat(told.loss()).isCloseTo(0.837030126, within(CLOSE));
    // 1 > 0 and σ(0) is no more than one half: only 0.5 and 2 are on the same side
    assertThat(told.measures().get("agreement")).isCloseTo(.25, within(CLOSE));
  }

  /** With w at 0 the gradient of T² · KL is T · (softmax(s / T) - softmax(t / T)), its mean. */
  @Test
  void theStudentMovesTowardsTheTeacherAndTheTeacherStays() {
    Distillation distillation = distillation(Logits.soft(1), Lesson.model("t", "", -1, 2));
    Objective.Attached attached = distillation.attach(Lesson.model("s", "", -1, 2));
    Batch batch =
        Lesson.batch(
            Tensor.ofFloats(Shape.of(1, 2), 0, 0),
            Tensor.ofFloats(Shape.of(1, 2), 0, (float) Math.log(3)));
    try (distillation;
        TrainingModule module = Lesson.compile(attached)) {
      Map<String, Tensor> given = Lesson.given(distillation, batch);
      float[] gradient = Objects.requireNonNull(module.gradients(given).get("w")).toFloats();

      assertThat(gradient[0]).isCloseTo(.25f, within(1e-6f));
      assertThat(gradient[1]).isCloseTo(-.25f, within(1e-6f));
      for (int i = 0; i < 200; i++) {
        module.step(given, 1);
      }
      assertThat(Lesson.number(module.run(given), attached.loss())).isCloseTo(0, within(CLOSE));
    }
  }

  private static final Tensor HIDDEN = Tensor.ofFloats(Shape.of(2, 2, 2), 1, 2, 3, -1, 0, 1, 5, 5);
  private static final Tensor TARGET = Tensor.ofFloats(Shape.of(2, 2, 2), 2, 1, 1, 1, 1, 1, 9, -9);
  private static final Tensor MASK = Tensor.ofLongs(Shape.of(2, 2), 1, 1, 1, 0);

  private static Told embedded(Pooling pooling) {
    return Lesson.run(
        Lesson.encoder("s", 2),
        distillation(new Embedding(pooling), Lesson.encoder("t", 2)),
        Lesson.masked(HIDDEN, TARGET, MASK));
  }

  @Test
  void embeddingsAreComparedByDirectionAndByNeighbours() {
    Told mean = embedded(Pooling.MEAN);
    assertThat(mean.measures()).containsOnlyKeys("cosine");
    assertThat(mean.measures().get("cosine")).isCloseTo(0.824424346, within(CLOSE));
    assertThat(mean.loss()).isCloseTo(0.311753278, within(CLOSE));

    Told first = embedded(Pooling.FIRST);
    assertThat(first.measures().get("cosine")).isCloseTo(0.753553391, within(CLOSE));
    assertThat(first.loss()).isCloseTo(0.247182541, within(CLOSE));
  }

  /** Every position that the mask keeps is a vector of its own, without relations. */
  @Test
  void withoutPoolingEachPositionIsCompared() {
    Told none = embedded(Pooling.NONE);

    assertThat(none.measures().get("cosine")).isCloseTo(0.651440126, within(CLOSE));
    assertThat(none.loss()).isCloseTo(1 - 0.651440126, within(CLOSE));
  }
}
