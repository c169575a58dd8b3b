package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Fetched;
import dev.lathe.engine.artifact.Source;
import dev.lathe.engine.artifact.Sources;
import dev.lathe.engine.onnx.ModelFile;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.recipe.DistillPlan.Student;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A model of a job that lies on this machine.
 *
 * @param field of the manifest that names it
 */
record JobModel(String field, Fetched fetched, ModelFile file) {

  /**
   * A model that a job names.
   *
   * @param folder for what is fetched of it, in the scratch folder
   */
  record Wanted(String field, String folder, Source source) {
    Arrived fetch(Sources sources) {
      return new Arrived(this, sources.fetchModel(source, folder));
    }
  }

  /** A model that was fetched, and not looked into yet. */
  record Arrived(Wanted wanted, Fetched fetched) {
    JobModel read() {
      ModelFile file =
          new Subject(wanted.field, fetched.uri())
              .blamed(() -> OnnxReader.readFile(fetched.path()));
      return new JobModel(wanted.field, fetched, file);
    }
  }

  /** Returns the models of a job, its source first, each once. */
  static List<Wanted> of(Manifest manifest) {
    SequencedMap<Source, Wanted> wanted = new LinkedHashMap<>();
    wanted.put(
        manifest.inputs().model(), new Wanted("source", "source", manifest.inputs().model()));
    List<Step> recipe = manifest.recipe();
    for (int i = 0; i < recipe.size(); i++) {
      if (recipe.get(i) instanceof Step.Distill(DistillPlan plan, TrainingPlan _)) {
        String field = "recipe[%d].distill.".formatted(i);
        if (plan.student() instanceof Student.Given(Source student)) {
          wanted.putIfAbsent(student, new Wanted(field + "student.model", "student-" + i, student));
        }
        for (int k = 0; k < plan.teachers().size(); k++) {
          Source teacher = plan.teachers().get(k);
          wanted.putIfAbsent(
              teacher,
              new Wanted(
                  field + "teachers[%d]".formatted(k), "teacher-%d-%d".formatted(i, k), teacher));
        }
      }
    }
    return new ArrayList<>(wanted.values());
  }

  /** Returns it as messages name it. */
  Subject subject() {
    return new Subject(field, fetched.uri());
  }

  /** Returns the digest of its file, {@code sha256:…}. */
  String digest() {
    return fetched.digest().orElseGet(() -> ResultFile.digest(file.path())).toString();
  }
}
