package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Digest;
import dev.lathe.engine.failure.DiskSpace;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.onnx.ExternalData;
import dev.lathe.engine.onnx.ModelFile;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.recipe.RunReport.Sizes;
import dev.lathe.engine.technique.quantization.Activations;
import dev.lathe.engine.technique.quantization.ProgressListener;
import dev.lathe.engine.technique.quantization.Quantized;
import dev.lathe.engine.technique.quantization.Quantizer;
import dev.lathe.engine.technique.quantization.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings a model into form, applies the recipe's steps and writes what comes out. */
final class Compression {
  private final Workplace workplace;
  private final Teller teller;
  private final Target target;

  Compression(Workplace workplace, Teller teller, Target target) {
    this.workplace = workplace;
    this.teller = teller;
    this.target = target;
  }

  /**
   * What came out.
   *
   * @param digest of the ONNX file
   */
  record Result(
      ModelFile file, Digest digest, Provenance provenance, RunReport.Compression facts) {}

  Result compress(Manifest manifest, JobInputs inputs) {
    ModelFile original = inputs.original();
    Optional<OpenData.Opened> calibration = inputs.data().calibration();
    teller.report(Stage.PREPARE, 0, "folding constants");
    Preparation.Prepared prepared =
        inputs.blaming(calibration, () -> Preparation.prepare(original.model(), manifest.recipe()));
    teller.report(Stage.PREPARE, 1, "");
    Model model = prepared.model();
    List<RunReport.Layer> layers = new ArrayList<>();
    List<RunReport.Kept> kept = new ArrayList<>();
    List<String> notes = new ArrayList<>(inputs.notes());
    notes.addAll(prepared.notes());
    int number = 0;
    for (Step step : manifest.recipe()) {
      teller.enter(++number);
      switch (step) {
        case Step.Quantize quantize -> {
          Model source = model;
          Quantized quantized =
              inputs.blaming(calibration, () -> quantize(quantize, source, calibration));
          model = quantized.model();
          quantized.layers().forEach(layer -> layers.add(LayerFacts.of(layer)));
          quantized.kept().forEach(node -> kept.add(LayerFacts.of(node)));
          notes.addAll(EarlierQuantization.in(source.graph()).notes());
          notes.addAll(quantized.notes());
        }
      }
    }
    teller.enter(0);
    Provenance provenance =
        new Provenance(
            inputs.fetched().digest().orElseGet(() -> digest(original.path())).toString(),
            RecipeText.of(manifest.recipe()),
            target.name(),
            manifest.running().seed(),
            calibration.map(opened -> opened.dataset().digest()).stream().toList());
    ModelFile written = write(provenance.stampedOn(model), original);
    return new Result(
        written,
        digest(written.path()),
        provenance,
        new RunReport.Compression(new Sizes(size(original), size(written)), layers, kept, notes));
  }

  private Quantized quantize(
      Step.Quantize step, Model model, Optional<OpenData.Opened> calibration) {
    Optional<Activations> activations =
        calibration.map(opened ->
            new SessionActivations(opened.dataset(), opened.batchSize(), workplace.threads()));
    ProgressListener listener =
        (stage, fraction, message) ->
            teller.report(
                switch (stage) {
                  case CALIBRATE -> Stage.CALIBRATE;
                  case QUANTIZE -> Stage.QUANTIZE;
                },
                fraction,
                message);
    try {
      return Quantizer.quantize(model, step.config(target), activations, listener);
    } catch (EngineException e) {
      throw EarlierQuantization.in(model.graph()).explain(e);
    }
  }

  /** Writes the model as the original was written: weights outside where they were outside. */
  private ModelFile write(Model model, ModelFile original) {
    Path file = workplace.scratch("result").resolve("model.onnx");
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw unusable(e);
    }
    OnnxWriter.write(
        model,
        file,
        original.externalData().isEmpty() ? ExternalData.whenNeeded() : ExternalData.always());
    return OnnxReader.readFile(file);
  }

  private static Digest digest(Path file) {
    try {
      return Digest.of(file);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static long size(ModelFile file) {
    try {
      long bytes = Files.size(file.path());
      for (Path data : file.externalData()) {
        bytes += Files.size(data);
      }
      return bytes;
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static EngineException unusable(IOException error) {
    return DiskSpace.isExhausted(error)
        ? new EngineException(Reason.DISK_FULL, "the scratch volume is full", error)
        : new EngineException(
            Reason.ACCESS_DENIED,
            "the scratch volume cannot be used: " + error.getMessage(),
            error);
  }
}
