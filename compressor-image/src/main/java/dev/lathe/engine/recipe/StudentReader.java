package dev.lathe.engine.recipe;

import dev.lathe.engine.recipe.DistillPlan.Student;
import dev.lathe.engine.recipe.grammar.Fields;
import dev.lathe.engine.recipe.grammar.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads who learns from teachers. */
final class StudentReader {
  private StudentReader() {}

  /** Returns the student; empty where a fault keeps it from being one. */
  static Optional<Student> read(Fields student) {
    Optional<Student> derived =
        student.optional("derive").flatMap(v -> v.object(StudentReader::derived));
    Optional<Student> given =
        student.optional("model").map(v -> new Student.Given(v.object(SourceReader::read)));
    if (student.optional("derive").isPresent() == student.optional("model").isPresent()) {
      student.fault("a student is derived or given: set derive or model");
    }
    return derived.or(() -> given);
  }

  private static Optional<Student> derived(Fields derive) {
    Optional<Value> every = derive.optional("keepEvery");
    Optional<Value> blocks = derive.optional("keepBlocks");
    if (every.isPresent() == blocks.isPresent()) {
      derive.fault("blocks are kept by one rule: set keepEvery or keepBlocks");
    }
    Optional<Student> regular = every.map(v -> new Student.KeepEvery((int) v.integer(2, 1000)));
    return regular.or(() -> blocks.map(StudentReader::blocks));
  }

  private static Student blocks(Value list) {
    List<Integer> blocks = new ArrayList<>();
    for (Value item : list.items(1, 1000)) {
      int block = (int) item.integer(0, 100_000);
      if (!blocks.isEmpty() && block <= blocks.getLast()) {
        item.fault(
            "blocks in rising order expected, found %d behind %d"
                .formatted(block, blocks.getLast()));
      }
      blocks.add(block);
    }
    return new Student.KeepBlocks(blocks);
  }
}
