package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Fetched;
import dev.lathe.engine.artifact.Sources;
import dev.lathe.engine.onnx.ModelFile;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.recipe.Manifest.DataSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a job reads: on this machine, checked, and open.
 *
 * @param fetched where the model is from
 * @param original the model as it lies on disk
 * @param notes sentences on what is odd about it
 */
record JobInputs(Fetched fetched, ModelFile original, List<String> notes, OpenData data)
    implements AutoCloseable {

  /**
   * Fetches and opens everything; nothing is parsed before its digest is checked.
   *
   * @param evaluation the data to judge the result on, if it will be judged
   */
  static JobInputs load(
      Manifest manifest, Optional<DataSource> evaluation, Workplace workplace, Teller teller) {
    Manifest.Inputs inputs = manifest.inputs();
    Sources sources = new Sources(workplace.places());
    teller.report(Stage.FETCH, 0, inputs.model().uri());
    Fetched fetched = sources.fetchModel(inputs.model(), "source");
    Optional<DataLoading> calibration =
        inputs
            .calibration()
            .map(wanted -> {
              teller.report(Stage.FETCH, 0.5, wanted.source().uri());
              return DataLoading.fetch("calibration", wanted, sources);
            });
    Optional<DataLoading> judged =
        evaluation.map(wanted -> {
          teller.report(Stage.FETCH, 0.75, wanted.source().uri());
          return DataLoading.fetch("evaluation", wanted, sources);
        });
    teller.report(Stage.VERIFY, 0, "reading the model");
    Subject source = source(fetched);
    ModelFile original = source.blamed(() -> OnnxReader.readFile(fetched.path()));
    teller.report(Stage.VERIFY, 0.1, "checking the weights");
    List<String> notes = source.blamed(() -> WeightCheck.notes(original.model().graph()));
    teller.report(Stage.VERIFY, 0.2, "checking the data");
    OpenData.Fit fit =
        new OpenData.Fit(original.model().graph(), manifest.judging().comparison().output());
    OpenData data = OpenData.open(calibration, judged, fit, workplace.scratch("native"));
    return new JobInputs(fetched, original, notes, data);
  }

  /**
   * Runs the model, and names it, or the data it runs on, where that fails because of either.
   *
   * @param data it runs on, if any
   */
  <T> T blaming(Optional<OpenData.Opened> data, Supplier<T> work) {
    Supplier<T> onModel = () -> source(fetched).blamedFor(Subject.OF_MODEL, work);
    return data.map(opened -> opened.loading().subject().blamedFor(Subject.OF_DATA, onModel))
        .orElseGet(onModel);
  }

  private static Subject source(Fetched fetched) {
    return new Subject("source", fetched.uri());
  }

  @Override
  public void close() {
    data.close();
  }
}
