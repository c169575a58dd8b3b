package dev.lathe.engine.recipe;

import dev.lathe.engine.data.Overlap.Role;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.technique.quantization.Activations;
import dev.lathe.engine.technique.quantization.ProgressListener;
import dev.lathe.engine.technique.quantization.Quantized;
import dev.lathe.engine.technique.quantization.Quantizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Quantizes after training. */
final class Quantizing {
  private final Bench bench;

  Quantizing(Bench bench) {
    this.bench = bench;
  }

  Applied apply(Step.Quantize step, Model model) {
    Optional<OpenData.Opened> calibration = bench.inputs().data().get(Role.CALIBRATION);
    return applied(
        bench,
        model,
        bench
            .inputs()
            .blaming(
                calibration,
                () ->
                    explaining(
                        model,
                        () ->
                            Quantizer.quantize(
                                model,
                                step.config(bench.target()),
                                activations(bench),
                                listener(bench)))),
        Optional.empty());
  }

  /** Quantizes, and says where nothing can be that the model is quantized already. */
  static <T> T explaining(Model model, Supplier<T> work) {
    try {
      return work.get();
    } catch (EngineException e) {
      throw EarlierQuantization.in(model.graph()).explain(e);
    }
  }

  /** Returns what runs the model over the calibration data, if there is any. */
  static Optional<Activations> activations(Bench bench) {
    return bench
        .inputs()
        .data()
        .get(Role.CALIBRATION)
        .map(opened ->
            new SessionActivations(
                opened.dataset(), opened.batchSize(), bench.workplace().threads()));
  }

  static ProgressListener listener(Bench bench) {
    return (stage, fraction, message) ->
        bench
            .teller()
            .report(
                switch (stage) {
                  case CALIBRATE -> Stage.CALIBRATE;
                  case QUANTIZE -> Stage.QUANTIZE;
                },
                fraction,
                message);
  }

  /** Returns what was done, in a report's words. */
  static Applied applied(
      Bench bench, Model source, Quantized quantized, Optional<RunReport.Training> training) {
    List<String> notes = new ArrayList<>(EarlierQuantization.in(source.graph()).notes());
    bench.inputs().data().get(Role.CALIBRATION).map(DataCheck::notes).ifPresent(notes::addAll);
    notes.addAll(quantized.notes());
    training.ifPresent(one -> notes.addAll(one.history().notes()));
    return new Applied(
        quantized.model(),
        quantized.layers().stream().map(LayerFacts::of).toList(),
        quantized.kept().stream().map(LayerFacts::of).toList(),
        notes,
        training);
  }
}
