package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.GraphCheck;
import dev.lathe.engine.graph.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Applies rules in their order, again and again until none changes anything, and checks the graph
 * after each.
 */
public final class Rewriter {
  /** Rules make a graph smaller or more constant; real models settle within 5 rounds. */
  private static final int MOST_ROUNDS = 100;

  private final List<Rewrite> rules;

  public Rewriter(List<? extends Rewrite> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * Returns the model that none of the rules changes any more.
   *
   * @throws EngineException INVALID_MODEL if the model is not valid to begin with; ENGINE_ERROR,
   *     naming the rule, if one breaks the graph or two undo each other
   */
  public Rewritten rewrite(Model model) {
    requireValid(model, Reason.INVALID_MODEL, "the model");
    SequencedMap<String, Integer> changes = new LinkedHashMap<>();
    rules.forEach(rule -> changes.put(rule.name(), 0));
    Model current = model;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Model before = current;
      List<Rewrite.Refusal> refusals = new ArrayList<>();
      for (Rewrite rule : rules) {
        Rewrite.Outcome outcome = rule.apply(current);
        current = outcome.model();
        refusals.addAll(outcome.refusals());
        if (outcome.changes() > 0) {
          requireValid(current, Reason.ENGINE_ERROR, rule.name());
          changes.merge(rule.name(), outcome.changes(), Integer::sum);
        }
      }
      if (current == before) {
        changes.values().removeIf(count -> count == 0);
        return new Rewritten(current, changes, refusals);
      }
    }
    throw new EngineException(
        Reason.ENGINE_ERROR,
        "the rewrites do not come to an end after %d rounds, changes so far: %s"
            .formatted(MOST_ROUNDS, changes));
  }

  private static void requireValid(Model model, Reason reason, String culprit) {
    Optional<String> problem = GraphCheck.firstProblem(model.graph());
    if (problem.isPresent()) {
      String what = reason == Reason.ENGINE_ERROR ? culprit + " broke the graph" : culprit;
      throw new EngineException(reason, what + ": " + problem.get());
    }
  }
}
