package dev.lathe.engine.technique.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.technique.distillation.DistillationConfig.Embedding;
import dev.lathe.engine.technique.distillation.DistillationConfig.Hard;
import dev.lathe.engine.technique.distillation.DistillationConfig.Logits;
import dev.lathe.engine.technique.distillation.DistillationConfig.Match;
import dev.lathe.engine.technique.distillation.DistillationConfig.Outputs;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DistillationRefusalTest {
  private static final Model STUDENT = Lesson.model("s", "", -1, 3);
  private static final Model TEACHER = Lesson.model("t", "", -1, 3);

  private static void refuses(Model teacher, Outputs outputs, List<Match> match, String message) {
    Distillation distillation =
        new Distillation(
            new DistillationConfig(outputs, match, List.of()),
            List.of(TEACHER, teacher),
            Optional.empty(),
            Lesson.FIELD);
    assertThatThrownBy(() -> distillation.attach(STUDENT))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_MANIFEST))
        .hasMessage(message);
  }

  @Test
  void aTeacherOfOtherClassesIsRefused() {
    Model wide =
        Sketch.model(g -> {
          g.input("s", -1, 3);
          String y = g.op("Concat").with("axis", 1).on(g.input("t", -1, 3), "s");
          g.output(y);
        });
    refuses(
        wide,
        Logits.soft(4),
        List.of(),
        "spec.recipe[0].distill.match: output 'add_0_out' of [s0, 3] of the student cannot be"
            + " compared with output 'concat_0_out' of [t0, 6] of the teacher: other extents");
  }

  @Test
  void aTeacherThatTakesOtherInputsIsRefused() {
    Model other =
        Sketch.model(g -> {
          String x = g.input("picture", -1, 3, 8, 8);
          String y = g.op("ReduceMean").ints("axes", 2, 3).with("keepdims", 0).on(x);
          g.output(y);
        });
    refuses(
        other,
        Logits.soft(4),
        List.of(),
        "spec.recipe[0].distill.teachers[1]: the teacher takes 'picture' FLOAT [picture0, 3, 8, 8],"
            + " the student 's' FLOAT [s0, 3], 't' FLOAT [t0, 3]; both are given the same");
  }

  @Test
  void outputsThatAreMatchedMustBeThere() {
    refuses(
        TEACHER,
        Logits.soft(4),
        List.of(new Match("add_0_out", "logits")),
        "spec.recipe[0].distill.match[0].teacher: the model has no output 'logits', it has"
            + " 'add_0_out'");
    refuses(
        TEACHER,
        Logits.soft(4),
        List.of(new Match("logits", "add_0_out")),
        "spec.recipe[0].distill.match[0].student: the model has no output 'logits', it has"
            + " 'add_0_out'");
  }

  @Test
  void anOutputWithoutAPartnerIsRefused() {
    Model two =
        Sketch.model(g -> {
          g.input("s", -1, 3);
          String t = g.input("t", -1, 3);
          g.output(g.node("Add", t, g.constant("w", Tensor.ofFloats(Shape.of(3), 0, 0, 0))));
          g.output(g.node("Neg", t));
        });
    Distillation distillation =
        new Distillation(
            Lesson.config(Logits.soft(4)), List.of(TEACHER), Optional.empty(), Lesson.FIELD);

    assertThatThrownBy(() -> distillation.attach(two))
        .hasMessage(
            "spec.recipe[0].distill.match: the teacher has no output for the student's 'neg_1_out',"
                + " it has [add_0_out]: say which");
  }

  @Test
  void poolingTakesPositions() {
    refuses(
        TEACHER,
        new Embedding(Pooling.MEAN),
        List.of(),
        "spec.recipe[0].distill.output.pooling: Mean takes an output [n, positions, width], found"
            + " output 'add_0_out' of [s0, 3]");
  }

  @Test
  void labelsOutOfRangeAreRefused() {
    Distillation distillation =
        new Distillation(
            Lesson.config(new Logits(4, .7, Hard.usual())),
            List.of(TEACHER),
            Optional.empty(),
            Lesson.FIELD);
    distillation.attach(STUDENT);
    Tensor x = Tensor.ofFloats(Shape.of(1, 3), 1, 2, 3);
    try (distillation) {
      assertThatThrownBy(() -> distillation.feed(Lesson.batch(x, x, 3), Lesson.MOMENT))
          .hasMessage("spec.recipe[0].distill.hard: CrossEntropy takes labels 0 to 2, found 3");
    }
  }

  /** No teacher is asked for it. */
  @Test
  void labelsAreLookedAtBeforeAnythingIsCompiled() {
    Tensor x = Tensor.ofFloats(Shape.of(1, 3), 1, 2, 3);
    Distillation distillation =
        new Distillation(
            Lesson.config(new Logits(4, .7, Hard.usual())),
            List.of(TEACHER),
            Optional.empty(),
            Lesson.FIELD);
    Distillation soft =
        new Distillation(
            Lesson.config(Logits.soft(4)), List.of(TEACHER), Optional.empty(), Lesson.FIELD);

    assertThatThrownBy(() -> distillation.check(STUDENT, Lesson.batch(x, x, 3)))
        .hasMessage("spec.recipe[0].distill.hard: CrossEntropy takes labels 0 to 2, found 3");
    distillation.check(STUDENT, Lesson.batch(x, x, -1));
    soft.check(STUDENT, Lesson.batch(x, x, 3));
  }

  @Test
  void settingsMustMakeSense() {
    assertThatThrownBy(() -> Logits.soft(0))
        .hasMessage("temperature: a number above 0 expected, found 0.0");
    assertThatThrownBy(() -> new Logits(4, 1.5, Hard.usual()))
        .hasMessage("softWeight: a share in [0, 1] expected, found 1.5");
    assertThatThrownBy(() ->
            new Distillation(
                Lesson.config(Logits.soft(4)), List.of(), Optional.empty(), Lesson.FIELD))
        .hasMessage("at least one teacher expected, found none");
  }
}
