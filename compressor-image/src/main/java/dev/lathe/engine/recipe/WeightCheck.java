package dev.lathe.engine.recipe;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.FindNonFinite;
import dev.lathe.engine.graph.Graph;
import java.util.ArrayList;
import java.util.List;

/** Keeps models out whose training diverged. */
final class WeightCheck {
  private WeightCheck() {}

  /**
   * Looks at all constants of a model.
   *
   * @return sentences on what is allowed, but rarely meant: infinities, which may be masks, and
   *     single numbers that are NaN, which models compare with or fill in
   * @throws EngineException INVALID_MODEL if one of several numbers of a constant is NaN
   */
  static List<String> notes(Graph graph) {
    List<String> notes = new ArrayList<>();
    for (FindNonFinite.Found found : FindNonFinite.in(graph)) {
      if (found.isNan() && found.elementCount() > 1) {
        throw new EngineException(
            Reason.INVALID_MODEL, found + ": the training diverged, or the export went wrong");
      }
      notes.add(found.toString());
    }
    return List.copyOf(notes);
  }
}
