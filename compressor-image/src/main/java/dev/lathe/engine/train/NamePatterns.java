package dev.lathe.engine.train;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Graph;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** The patterns by which a training tells weights from each other. */
public final class NamePatterns {
  private NamePatterns() {}

  /**
   * Makes sure that every pattern is of some initializer: one that is not was misspelt, or is of
   * another model.
   *
   * @param graph of the model whose weights are trained
   * @throws EngineException INVALID_MANIFEST naming the field, the pattern and some weights
   */
  public static void require(Graph graph, TrainingConfig config) {
    SequencedSet<String> names = new LinkedHashSet<>(Roles.of(graph).sequencedKeySet());
    names.addAll(graph.initializers().keySet());
    require("training.freeze", config.scope().freeze(), names);
    require(
        "training.optimizer.rates",
        config.optimizer().rates().stream().map(Optimizer.RateFactor::glob).toList(),
        names);
  }

  private static void require(String field, List<String> globs, SequencedSet<String> names) {
    Globs.unmatched(globs, names, "weight").stream()
        .findFirst()
        .ifPresent(sentence -> {
          throw new EngineException(Reason.INVALID_MANIFEST, field + ": " + sentence);
        });
  }
}
