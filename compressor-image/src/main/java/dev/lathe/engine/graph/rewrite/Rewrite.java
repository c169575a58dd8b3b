package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import java.util.List;

/** A change of a model that keeps what it computes and the names of its inputs and outputs. */
public interface Rewrite {
  /**
   * Applies the change wherever it can be applied at once; the given model stays as it is.
   *
   * @throws dev.lathe.engine.failure.EngineException if the model is not valid
   */
  Outcome apply(Model model);

  /** Returns the name for messages and reports. */
  default String name() {
    return getClass().getSimpleName();
  }

  /**
   * What came of a rewrite.
   *
   * @param model the very model given if nothing was changed
   * @param changes how often it was applied
   * @param refusals where it nearly applied, and why it did not
   */
  record Outcome(Model model, int changes, List<Refusal> refusals) {
    public Outcome {
      refusals = List.copyOf(refusals);
    }
  }

  /**
   * A place where a rewrite does not apply though it looks as if.
   *
   * @param where the label of the node
   * @param reason for people, as a clause
   */
  record Refusal(String where, String reason) {
    static Refusal of(Node node, String reason) {
      return new Refusal(node.label(), reason);
    }

    @Override
    public String toString() {
      return where + ": " + reason;
    }
  }
}
