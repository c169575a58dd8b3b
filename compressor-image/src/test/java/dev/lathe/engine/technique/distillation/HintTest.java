package dev.lathe.engine.technique.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.execute.TrainingModule;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.technique.distillation.DistillationConfig.Hint;
import dev.lathe.engine.technique.distillation.DistillationConfig.HintType;
import dev.lathe.engine.technique.distillation.DistillationConfig.Logits;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.Objective;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/** Student and teacher say the same at the end, so that what is told is the hint's. */
class HintTest {
  private static final double CLOSE = 1e-5;

  /** A picture of {@code channels} channels, and 2 scores that do not depend on it. */
  private static Model model(String name, String picture, long channels, double factor) {
    return Sketch.model(g -> {
      g.input("s", -1, 2, 2, 2);
      g.input("t", -1, channels, 2, 2);
      String w = g.constant("w", Tensor.ofFloats(Shape.of(1), (float) factor));
      String inner = g.node("Mul", picture, w);
      g.constant(name, Tensor.ofFloats(Shape.of(1), 0));
      String mean = g.op("ReduceMean").ints("axes", 1, 2, 3).with("keepdims", 0).on("s");
      String score = g.op("Unsqueeze").on(mean, g.longs(1));
      String both = g.op("Concat").with("axis", 1).on(score, score);
      String none = g.node("Sub", inner, inner);
      String zero = g.op("ReduceMean").ints("axes", 1, 2, 3).with("keepdims", 0).on(none);
      g.output(g.node("Add", both, g.op("Unsqueeze").on(zero, g.longs(1))));
    });
  }

  private static final Tensor X = Tensor.ofFloats(Shape.of(1, 2, 2, 2), 1, 2, 0, 1, 0, 1, 2, -1);
  private static final Tensor Y = Tensor.ofFloats(Shape.of(1, 2, 2, 2), 2, 0, 1, 1, 1, 1, 0, 3);

  private static Batch batch(Tensor s, Tensor t) {
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("s", s);
    inputs.put("t", t);
    return new Batch(inputs, Optional.empty(), 1);
  }

  private static Distillation distillation(Model teacher, Hint hint) {
    return new Distillation(
        new DistillationConfig(Logits.soft(1), List.of(), List.of(hint)),
        List.of(teacher),
        Optional.empty(),
        Lesson.FIELD);
  }

  private static double loss(HintType type, double weight, Tensor s, Tensor t) {
    Model student = model("a", "s", t.shape().dim(1), 1);
    Model teacher = model("b", "t", t.shape().dim(1), 1);
    return Lesson.run(
            student,
            distillation(teacher, new Hint("mul_0_out", "mul_0_out", weight, type)),
            batch(s, t))
        .loss();
  }

  @Test
  void attentionIsTransferred() {
    assertThat(loss(HintType.ATTENTION, 1, X, Y)).isCloseTo(0.555165830, within(CLOSE));
    assertThat(loss(HintType.ATTENTION, 3, X, Y)).isCloseTo(3 * 0.555165830, within(CLOSE));
    assertThat(loss(HintType.ATTENTION, 1, X, X)).isCloseTo(0, within(CLOSE));
  }

  /** Attention sums over channels: how many there are does not matter. */
  @Test
  void attentionTakesChannelsOfAnyNumber() {
    Tensor twice =
        Tensor.ofFloats(Shape.of(1, 4, 2, 2), 1, 2, 0, 1, 0, 1, 2, -1, 1, 2, 0, 1, 0, 1, 2, -1);

    assertThat(loss(HintType.ATTENTION, 1, X, twice)).isCloseTo(0, within(CLOSE));
  }

  @Test
  void aProjectionOfAsManyChannelsStartsAsTheIdentity() {
    assertThat(loss(HintType.PROJECTION, 1, X, Y)).isCloseTo(0.794117647, within(CLOSE));
    assertThat(loss(HintType.PROJECTION, 1, X, X)).isCloseTo(0, within(CLOSE));
  }

  /** Three channels of the teacher that are sums of the student's two can be learnt exactly. */
  @Test
  void theProjectionIsLearntAndNotKept() {
    Tensor sums = Tensor.ofFloats(Shape.of(1, 3, 2, 2), 1, 3, 2, 0, 1, 1, -2, 2, 2, 4, 0, 2);
    Model student = model("a", "s", 3, 1);
    Distillation distillation =
        distillation(
            model("b", "t", 3, 1), new Hint("mul_0_out", "mul_0_out", 1, HintType.PROJECTION));
    Objective.Attached attached = distillation.attach(student);
    assertThat(attached.parameters()).hasSize(1);
    assertThat(student.graph().initializers()).doesNotContainKey(attached.parameters().getFirst());
    try (distillation;
        TrainingModule module = Lesson.compile(attached)) {
      Map<String, Tensor> given = Lesson.given(distillation, batch(X, sums));
      double before = Lesson.number(module.run(given), attached.loss());
      for (int i = 0; i < 300; i++) {
        module.step(given, 1);
      }

      assertThat(before).isGreaterThan(.1);
      assertThat(Lesson.number(module.run(given), attached.loss())).isLessThan(1e-3);
    }
  }

  private static void refuses(Hint hint, Model teacher, String message) {
    assertThatThrownBy(() -> distillation(teacher, hint).attach(model("a", "s", 3, 1)))
        .hasMessage(message);
  }

  @Test
  void valuesMustBeThereAndFit() {
    Model teacher = model("b", "t", 3, 1);
    refuses(
        new Hint("layer1", "mul_0_out", 1, HintType.ATTENTION),
        teacher,
        "spec.recipe[0].distill.hints[0].student: no node of the model gives 'layer1'");
    refuses(
        new Hint("mul_0_out", "layer1", 1, HintType.ATTENTION),
        teacher,
        "spec.recipe[0].distill.hints[0].teacher: no node of the model gives 'layer1'");
    refuses(
        new Hint("mul_0_out", "add_7_out", 1, HintType.PROJECTION),
        teacher,
        "spec.recipe[0].distill.hints[0]: the student's 'mul_0_out' of [s0, 2, 2, 2] cannot learn"
            + " from the teacher's 'add_7_out' of [?, 2]: extents other than those of the channels"
            + " must be the same, and the channels known for a projection");
    refuses(
        new Hint("reducemean_1_out", "mul_0_out", 1, HintType.ATTENTION),
        teacher,
        "spec.recipe[0].distill.hints[0].student: 'reducemean_1_out' must be numbers in floating"
            + " point of at least two known axes");
    assertThatThrownBy(() -> new Hint("a", "b", -1, HintType.ATTENTION))
        .hasMessage("weight: a number from 0 expected, found -1.0");
  }
}
