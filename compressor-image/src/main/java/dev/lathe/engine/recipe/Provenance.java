package dev.lathe.engine.recipe;

import dev.lathe.engine.data.Overlap.Role;
import dev.lathe.engine.graph.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a result says of how it was made, in the free properties of the ONNX file: enough to make it
 * again, and nothing that differs between two runs that do.
 *
 * @param source digest of the original's file
 * @param data digests of the data that steps learnt from
 */
record Provenance(String source, Doing doing, List<String> data) {
  /** The data sets that steps learn from, in this order. */
  static final List<Role> LEARNT_FROM = List.of(Role.TRAINING, Role.VALIDATION, Role.CALIBRATION);

  private static final String PREFIX = "dev.lathe.";

  /**
   * What was done.
   *
   * @param recipe in one line
   * @param threads that trained, which the weights depend on; empty if nothing was trained
   */
  record Doing(String recipe, String target, long seed, OptionalInt threads) {}

  Provenance {
    data = List.copyOf(data);
  }

  /** Returns what is to be said of a result. */
  static Provenance of(Bench bench) {
    Manifest manifest = bench.manifest();
    List<String> data = new ArrayList<>();
    for (Role role : LEARNT_FROM) {
      bench.inputs().data().get(role).ifPresent(one -> data.add(one.dataset().digest()));
    }
    boolean trains = manifest.recipe().stream().anyMatch(step -> step.training().isPresent());
    return new Provenance(
        bench.inputs().original().digest(),
        new Doing(
            RecipeText.of(manifest.recipe()),
            bench.target().name(),
            manifest.running().seed(),
            trains ? OptionalInt.of(bench.workplace().threads()) : OptionalInt.empty()),
        data);
  }

  /** Returns the model with these properties behind its own. */
  Model stampedOn(Model model) {
    Map<String, String> metadata = new LinkedHashMap<>(model.metadata());
    metadata.put(PREFIX + "version", Version.current());
    metadata.put(PREFIX + "source", source);
    metadata.put(PREFIX + "recipe", doing.recipe());
    metadata.put(PREFIX + "target", doing.target());
    metadata.put(PREFIX + "seed", Long.toString(doing.seed()));
    doing.threads().ifPresent(count -> metadata.put(PREFIX + "threads", Integer.toString(count)));
    if (!data.isEmpty()) {
      metadata.put(PREFIX + "data", String.join(" ", data));
    }
    return model.withMetadata(metadata);
  }
}
