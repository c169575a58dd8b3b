package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Value;
import java.util.List;

/**
 * Takes initializers off the list of graph inputs, where older exporters put all weights.
 *
 * <p>Before: input {@code w} with initializer {@code w}, which a caller may replace. After:
 * initializer {@code w}, a constant. IR versions up to 3 ask for the list; the model becomes one of
 * version 4.
 */
public final class FreezeInitializers implements Rewrite {
  private static final long FIRST_VERSION_WITHOUT = 4;

  @Override
  public Outcome apply(Model model) {
    Graph graph = model.graph();
    List<Value> kept = graph.requiredInputs();
    int listed = graph.inputs().size() - kept.size();
    if (listed == 0) {
      return new Outcome(model, 0, List.of());
    }
    Graph frozen =
        new Graph(
            graph.name(),
            graph.nodes(),
            kept,
            graph.outputs(),
            graph.initializers(),
            graph.sparseInitializers(),
            graph.valueInfo(),
            graph.residue());
    Model changed =
        model.withGraph(frozen).withIrVersion(Math.max(model.irVersion(), FIRST_VERSION_WITHOUT));
    return new Outcome(changed, listed, List.of());
  }
}
