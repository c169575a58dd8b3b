package dev.lathe.engine.recipe;

import dev.lathe.engine.graph.Model;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a result says of how it was made, in the free properties of the ONNX file: enough to make it
 * again, and nothing that differs between two runs that do.
 *
 * @param source digest of the original's file
 * @param recipe in one line
 * @param data digests of the data that steps learnt from
 */
record Provenance(String source, String recipe, String target, long seed, List<String> data) {
  private static final String PREFIX = "dev.lathe.";

  Provenance {
    data = List.copyOf(data);
  }

  /** Returns the model with these properties behind its own. */
  Model stampedOn(Model model) {
    Map<String, String> metadata = new LinkedHashMap<>(model.metadata());
    metadata.put(PREFIX + "version", Version.current());
    metadata.put(PREFIX + "source", source);
    metadata.put(PREFIX + "recipe", recipe);
    metadata.put(PREFIX + "target", target);
    metadata.put(PREFIX + "seed", Long.toString(seed));
    if (!data.isEmpty()) {
      metadata.put(PREFIX + "data", String.join(" ", data));
    }
    return model.withMetadata(metadata);
  }
}
