package dev.lathe.engine.data;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps the samples a model is judged on apart from those it was fitted to. */
public final class Overlap {
  private Overlap() {}

  /**
   * Refuses samples that are in both sets, by what the model sees of them.
   *
   * @param fitted {@link Dataset#sampleDigests} of the data a step learns from
   * @param role of that data in the manifest, as in {@code calibration}
   * @param judged the same of the evaluation data
   * @throws EngineException DATA_OVERLAP with their number and the first pair
   */
  public static void refuse(List<String> fitted, String role, List<String> judged) {
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < judged.size(); i++) {
      positions.putIfAbsent(judged.get(i), i);
    }
    int shared = 0;
    int first = -1;
    for (int i = 0; i < fitted.size(); i++) {
      if (positions.containsKey(fitted.get(i))) {
        shared++;
        first = first < 0 ? i : first;
      }
    }
    if (shared > 0) {
      throw new EngineException(
          Reason.DATA_OVERLAP,
          ("data.%s: %d of its %d samples are also evaluation samples (the first: sample %d is"
                  + " evaluation sample %d): judge the model on data that no step has seen")
              .formatted(role, shared, fitted.size(), first, positions.get(fitted.get(first))));
    }
  }
}
