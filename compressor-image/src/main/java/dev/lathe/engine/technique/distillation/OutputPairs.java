package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.technique.distillation.DistillationConfig.Match;
import dev.lathe.engine.train.loss.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the output of a teacher that belongs to each output of a student. */
final class OutputPairs {
  private OutputPairs() {}

  /**
   * Two outputs.
   *
   * @param student what is trained
   * @param teacher what it is compared with, of the same extents
   */
  record Pair(Prediction student, Prediction teacher) {}

  /**
   * Pairs outputs as a manifest says, else by name, else, where no name is that of any, by
   * position. Nobody is taught outputs that hold no numbers in floating point, such as the class
   * itself, unless they are all there are or the manifest names them, which is refused.
   *
   * @param field of the manifest, for messages, as in {@code spec.recipe[0].distill}
   * @throws EngineException INVALID_MANIFEST if an output has no partner, or one of other extents
   */
  static List<Pair> of(Model student, Model teacher, List<Match> matches, String field) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < matches.size(); i++) {
      String at = "%s.match[%d]".formatted(field, i);
      pairs.add(
          pair(
              Prediction.of(student, Optional.of(matches.get(i).student()), at + ".student"),
              Prediction.of(teacher, Optional.of(matches.get(i).teacher()), at + ".teacher"),
              at));
    }
    if (!matches.isEmpty()) {
      return pairs;
    }
    List<String> own = names(student);
    List<String> others = names(teacher);
    boolean byName = own.stream().anyMatch(others::contains);
    for (int i = 0; i < own.size(); i++) {
      boolean found = byName ? others.contains(own.get(i)) : i < others.size();
      if (!found) {
        throw new EngineException(
            Reason.INVALID_MANIFEST,
            "%s.match: the teacher has no output for the student's '%s', it has %s: say which"
                .formatted(field, own.get(i), others));
      }
      pairs.add(
          pair(
              Prediction.of(student, Optional.of(own.get(i)), field + ".match"),
              Prediction.of(
                  teacher, Optional.of(byName ? own.get(i) : others.get(i)), field + ".match"),
              field + ".match"));
    }
    return pairs;
  }

  private static Pair pair(Prediction student, Prediction teacher, String field) {
    boolean agree =
        student.dims().isPresent()
            && teacher.dims().isPresent()
            && Dimensions.agree(student.dims().get(), teacher.dims().get());
    if (!agree) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "%s: %s of the student cannot be compared with %s of the teacher: other extents"
              .formatted(field, student, teacher));
    }
    return new Pair(student, teacher);
  }

  private static List<String> names(Model model) {
    List<Value> outputs = model.graph().outputs();
    List<Value> taught =
        outputs.stream()
            .filter(output ->
                output.type() instanceof TensorType type && type.elementType().isFloatingPoint())
            .toList();
    return (taught.isEmpty() ? outputs : taught).stream().map(Value::name).toList();
  }
}
