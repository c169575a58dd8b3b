package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Source;
import dev.lathe.engine.artifact.Sources;
import dev.lathe.engine.data.Overlap.Role;
import dev.lathe.engine.recipe.Manifest.DataSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;

/**
 * What a job reads: on this machine, checked, and open.
 *
 * @param models the job's source, and those that teach or learn
 * @param notes sentences on what is odd about the source
 */
record JobInputs(
    Source source, SequencedMap<Source, JobModel> models, List<String> notes, OpenData data)
    implements AutoCloseable {

  /**
   * Fetches and opens everything; nothing is parsed before its digest is checked.
   *
   * @param roles the data sets that are needed, where the manifest has them
   */
  static JobInputs load(Manifest manifest, List<Role> roles, Workplace workplace, Teller teller) {
    Sources sources = new Sources(workplace.places());
    List<JobModel.Wanted> wanted = JobModel.of(manifest);
    SequencedMap<Role, DataSource> data = new LinkedHashMap<>(manifest.inputs().data().byRole());
    data.keySet().retainAll(roles);
    double share = 1.0 / (wanted.size() + data.size());
    List<JobModel.Arrived> arrived = new ArrayList<>();
    for (JobModel.Wanted one : wanted) {
      teller.report(Stage.FETCH, share * arrived.size(), one.source().uri());
      arrived.add(one.fetch(sources));
    }
    List<DataLoading> loadings = new ArrayList<>();
    data.forEach((role, one) -> {
      teller.report(Stage.FETCH, share * (arrived.size() + loadings.size()), one.source().uri());
      loadings.add(DataLoading.fetch(role, one, sources));
    });
    return read(manifest, arrived, loadings, workplace, teller);
  }

  private static JobInputs read(
      Manifest manifest,
      List<JobModel.Arrived> arrived,
      List<DataLoading> loadings,
      Workplace workplace,
      Teller teller) {
    teller.report(Stage.VERIFY, 0, "reading the model");
    SequencedMap<Source, JobModel> models = new LinkedHashMap<>();
    arrived.forEach(one -> models.put(one.wanted().source(), one.read()));
    teller.report(Stage.VERIFY, 0.1, "checking the weights");
    List<List<String>> notes = new ArrayList<>();
    for (JobModel model : models.values()) {
      notes.add(model.subject().blamed(() -> WeightCheck.notes(model.file().model().graph())));
    }
    teller.report(Stage.VERIFY, 0.2, "checking the data");
    JobModel original = models.firstEntry().getValue();
    OpenData.Fit fit =
        new OpenData.Fit(original.file().model().graph(), manifest.judging().comparison().output());
    return new JobInputs(
        manifest.inputs().model(),
        models,
        notes.getFirst(),
        OpenData.open(loadings, fit, workplace.scratch("native")));
  }

  /** Returns the job's source. */
  JobModel original() {
    return model(source);
  }

  /** Returns a model that the manifest names. */
  JobModel model(Source named) {
    return Objects.requireNonNull(models.get(named));
  }

  /**
   * Runs the model, and names it, or the data it runs on, where that fails because of either.
   *
   * @param data it runs on, if any
   */
  <T> T blaming(Optional<OpenData.Opened> data, Supplier<T> work) {
    Supplier<T> onModel = () -> original().subject().blamedFor(Subject.OF_MODEL, work);
    return data.map(opened -> opened.loading().subject().blamedFor(Subject.OF_DATA, onModel))
        .orElseGet(onModel);
  }

  @Override
  public void close() {
    data.close();
  }
}
