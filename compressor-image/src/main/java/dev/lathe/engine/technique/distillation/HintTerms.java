package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.technique.distillation.DistillationConfig.Hint;
import dev.lathe.engine.technique.distillation.DistillationConfig.HintType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.train.loss.Formula;
import dev.lathe.engine.train.loss.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes what hints add to the loss. */
final class HintTerms {
  private final Formula formula;
  private final Model student;
  private final String field;
  private final List<String> parameters = new ArrayList<>();

  /**
   * @param field of the manifest, as in {@code spec.recipe[0].distill}
   */
  HintTerms(Formula formula, Model student, String field) {
    this.formula = formula;
    this.student = student;
    this.field = field;
  }

  /** Returns the initializers that were added and are to be trained. */
  List<String> parameters() {
    return parameters;
  }

  /** Writes the terms of all hints, each times its weight; of several teachers the mean. */
  List<String> write(List<Hint> hints, List<Teacher> teachers) {
    List<String> terms = new ArrayList<>();
    for (int i = 0; i < hints.size(); i++) {
      Hint hint = hints.get(i);
      String at = "%s.hints[%d]".formatted(field, i);
      List<String> each = new ArrayList<>();
      for (Teacher teacher : teachers) {
        each.add(term(hint, teacher, at));
      }
      terms.add(formula.scale(Terms.mean(formula, each), hint.weight()));
    }
    return terms;
  }

  private String term(Hint hint, Teacher teacher, String at) {
    Inner own = inner(student, hint.student(), at + ".student");
    Inner other = inner(teacher.model(), hint.teacher(), at + ".teacher");
    boolean projection = hint.type() == HintType.PROJECTION;
    boolean channels = own.channels().isPresent() && other.channels().isPresent();
    if (!own.hasTheExtentsOf(other) || (projection && !channels)) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "%s: the student's %s cannot learn from the teacher's %s: extents other than those of the channels must be the same%s"
              .formatted(
                  at, own, other, projection ? ", and the channels known for a projection" : ""));
    }
    String reals = teacher.formula().real(other.name(), other.type());
    Optional<String> mask = own.rank() == 3 ? Pooling.mask(formula, student) : Optional.empty();
    String input = teacher.ask(formula, reals, other.dims(), mask.isPresent());
    Inner answer = new Inner(input, DType.FLOAT, other.dims());
    if (!projection) {
      return new AttentionHint(own, answer).write(formula, mask);
    }
    ProjectionHint.Written written = new ProjectionHint(own, answer).write(formula, mask);
    parameters.add(written.parameter());
    return written.loss();
  }

  private static Inner inner(Model model, String name, String at) {
    if (new GraphIndex(model.graph()).producer(name).isEmpty()) {
      throw new EngineException(
          Reason.INVALID_MANIFEST, "%s: no node of the model gives '%s'".formatted(at, name));
    }
    TensorType type =
        new Types(model)
            .of(name)
            .filter(found -> found.elementType().isFloatingPoint())
            .filter(found -> found.shape().isPresent() && found.shape().get().size() >= 2)
            .orElseThrow(() ->
                new EngineException(
                    Reason.INVALID_MANIFEST,
                    "%s: '%s' must be numbers in floating point of at least two known axes"
                        .formatted(at, name)));
    return new Inner(name, type.elementType(), type.shape().orElseThrow());
  }
}
