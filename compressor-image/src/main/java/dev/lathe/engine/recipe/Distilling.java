package dev.lathe.engine.recipe;

import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.rewrite.InlineFunctions;
import dev.lathe.engine.graph.rewrite.Prepare;
import dev.lathe.engine.recipe.DistillPlan.Student;
import dev.lathe.engine.runtime.OrtConstantEvaluator;
import dev.lathe.engine.technique.distillation.DeriveStudent;
import dev.lathe.engine.technique.distillation.DeriveStudent.Derived;
import dev.lathe.engine.technique.distillation.Distillation;
import dev.lathe.engine.technique.distillation.DistillationConfig;
import dev.lathe.engine.train.NamePatterns;
import dev.lathe.engine.train.Trained;
import dev.lathe.engine.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Trains a student to answer as its teachers do. */
final class Distilling {
  private final Bench bench;
  private final StepTraining training;
  private final List<String> notes = new ArrayList<>();

  Distilling(Bench bench, int index) {
    this.bench = bench;
    training = new StepTraining(bench, index);
  }

  Applied apply(Step.Distill step, Model model) {
    return bench
        .inputs()
        .blaming(
            Optional.of(training.opened()),
            () -> training.naming(() -> taught(step, student(step.teaching().student(), model))));
  }

  private Applied taught(Step.Distill step, Model student) {
    NamePatterns.require(student.graph(), step.plan().config());
    DistillPlan plan = step.teaching();
    Teaching teaching = new Teaching(bench, training, step.plan().config().length());
    DistillationConfig config =
        new DistillationConfig(
            switch (plan.comparison().outputs()) {
              case DistillPlan.Logits logits -> teaching.logits(logits);
              case DistillPlan.Embedding(var pooling) -> new DistillationConfig.Embedding(pooling);
            },
            plan.match(),
            plan.comparison().hints());
    try (Distillation objective =
        teaching.by(config, teachers(plan), plan.cacheBytes(), training.field())) {
      Trained trained =
          Trainer.train(student, objective, training.data(), step.plan().config(), training.run());
      Applied applied = Applied.trained(trained.model(), training.report(trained.history()));
      notes.addAll(applied.notes());
      return new Applied(applied.model(), List.of(), List.of(), notes, applied.training());
    }
  }

  private List<Model> teachers(DistillPlan plan) {
    List<JobModel> given =
        plan.teachers().isEmpty()
            ? List.of(bench.inputs().original())
            : plan.teachers().stream().map(bench.inputs()::model).toList();
    return given.stream()
        .map(one -> one.subject().blamed(() -> folded(one.file().model(), plan)))
        .toList();
  }

  /**
   * What is only asked needs no batch normalizations, but for hints that are about values there.
   */
  private static Model folded(Model teacher, DistillPlan plan) {
    Model inlined = new InlineFunctions().apply(teacher).model();
    Model folded = Prepare.prepare(inlined, new OrtConstantEvaluator()).model();
    GraphIndex index = new GraphIndex(folded.graph());
    boolean whole =
        plan.comparison().hints().stream()
            .allMatch(hint -> index.producer(hint.teacher()).isPresent());
    return whole ? folded : inlined;
  }

  private Model student(Student student, Model model) {
    String field = training.field("student.derive");
    return switch (student) {
      case Student.Current _ -> model;
      case Student.KeepEvery(int blocks) -> noted(DeriveStudent.keepEvery(model, blocks, field));
      case Student.KeepBlocks(List<Integer> blocks) ->
          noted(DeriveStudent.keepBlocks(model, blocks, field));
      case Student.Given(var source) -> {
        JobModel given = bench.inputs().model(source);
        Preparation preparation = new Preparation(bench.manifest().recipe());
        yield given.subject().blamed(() -> preparation.prepare(given.file().model()).model());
      }
    };
  }

  private Model noted(Derived derived) {
    notes.add(
        "the student keeps %d of %d repeated blocks: %s"
            .formatted(derived.kept().size(), derived.blocks(), derived.kept()));
    return derived.model();
  }
}
