package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import java.util.ArrayList;
import java.util.List;

/** Counts what one application of a rewrite does. */
final class Tally {
  private final List<Rewrite.Refusal> refusals = new ArrayList<>();
  private int changes;

  void change() {
    changes(1);
  }

  void changes(int more) {
    changes += more;
  }

  int changes() {
    return changes;
  }

  boolean refused() {
    return !refusals.isEmpty();
  }

  void refuse(Node node, String reason) {
    refusals.add(Rewrite.Refusal.of(node, reason));
  }

  /** Returns the outcome, of the original model if nothing was changed. */
  Rewrite.Outcome outcome(Model original, Graph changed) {
    return new Rewrite.Outcome(
        changes == 0 ? original : original.withGraph(changed), changes, refusals);
  }
}
