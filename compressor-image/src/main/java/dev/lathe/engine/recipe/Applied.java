package dev.lathe.engine.recipe;

import dev.lathe.engine.graph.Model;
import java.util.List;
import java.util.Optional;

/**
 * What a step of a recipe made of a model.
 *
 * @param layers what it changed, in graph order
 * @param kept what it could have changed but did not, and why
 * @param notes sentences on the whole
 * @param training how it trained, if it did
 */
record Applied(
    Model model,
    List<RunReport.Layer> layers,
    List<RunReport.Kept> kept,
    List<String> notes,
    Optional<RunReport.Training> training) {
  Applied {
    layers = List.copyOf(layers);
    kept = List.copyOf(kept);
    notes = List.copyOf(notes);
  }

  /** Returns what a step did that only trained. */
  static Applied trained(Model model, RunReport.Training training) {
    return new Applied(
        model, List.of(), List.of(), training.history().notes(), Optional.of(training));
  }
}
