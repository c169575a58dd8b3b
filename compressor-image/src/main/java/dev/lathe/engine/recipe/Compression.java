package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Digest;
import dev.lathe.engine.data.Overlap.Role;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.onnx.ModelFile;
import dev.lathe.engine.recipe.RunReport.Sizes;
import java.util.ArrayList;
import java.util.List;

/** Brings a model into form, applies the recipe's steps and writes what comes out. */
final class Compression {
  private final Bench bench;
  private final Preparation preparation;
  private final List<RunReport.Layer> layers = new ArrayList<>();
  private final List<RunReport.Kept> kept = new ArrayList<>();
  private final List<RunReport.Training> trainings = new ArrayList<>();
  private final List<String> notes;

  Compression(Bench bench) {
    this.bench = bench;
    preparation = new Preparation(bench.manifest().recipe());
    notes = new ArrayList<>(bench.inputs().notes());
  }

  /**
   * What came out.
   *
   * @param digest of the ONNX file
   */
  record Result(
      ModelFile file, Digest digest, Provenance provenance, RunReport.Compression facts) {}

  Result compress() {
    ModelFile original = bench.inputs().original().file();
    Model model = prepared(original.model());
    List<Step> recipe = bench.manifest().recipe();
    for (int i = 0; i < recipe.size(); i++) {
      bench.teller().enter(i + 1);
      Applied applied = apply(recipe.get(i), i, model);
      layers.addAll(applied.layers());
      kept.addAll(applied.kept());
      notes.addAll(applied.notes());
      applied.training().ifPresent(trainings::add);
      model = preparation.after(i, applied.model());
    }
    bench.teller().enter(0);
    Provenance provenance = Provenance.of(bench);
    ModelFile written =
        ResultFile.write(
            provenance.stampedOn(model), bench.workplace().scratch("result"), original);
    return new Result(
        written,
        ResultFile.digest(written.path()),
        provenance,
        new RunReport.Compression(
            new Sizes(ResultFile.size(original), ResultFile.size(written)),
            layers,
            kept,
            trainings,
            notes));
  }

  private Model prepared(Model model) {
    bench.teller().report(Stage.PREPARE, 0, "folding constants");
    Preparation.Prepared prepared =
        bench
            .inputs()
            .blaming(bench.inputs().data().get(Role.CALIBRATION), () -> preparation.prepare(model));
    notes.addAll(prepared.notes());
    bench.teller().report(Stage.PREPARE, 1, "");
    return prepared.model();
  }

  /**
   * @param index of the step in the recipe, from 0
   */
  private Applied apply(Step step, int index, Model model) {
    return switch (step) {
      case Step.FineTune fineTune -> new FineTuning(bench, index).apply(fineTune, model);
      case Step.Distill distill -> new Distilling(bench, index).apply(distill, model);
      case Step.Quantize quantize when quantize.aware().isPresent() ->
          new AwareQuantizing(bench, index).apply(quantize, quantize.aware().get(), model);
      case Step.Quantize quantize -> new Quantizing(bench).apply(quantize, model);
    };
  }
}
