package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.shape.KnownValues;
import java.util.Optional;

/**
 * Writes a model as a newer version of the standard operators wants it, one version at a time.
 *
 * <p>Before, of operator set 11: {@code Unsqueeze(x, axes=[1])}, {@code Softmax(x, axis=1)}. After,
 * of 13: {@code Unsqueeze(x, a)} with an initializer {@code a}; {@code Flatten → Softmax → Reshape}
 * where more than the last axis was meant. The IR version is raised to the one that came with the
 * operator set. A model that holds something which cannot be converted stays as it is, and the
 * refusals say what.
 */
public final class UpgradeOpset implements Rewrite {
  /** The newest operator set that can be asked for. */
  public static final long NEWEST = 23;

  private final long target;

  /**
   * @param target in [12, {@value #NEWEST}]; a model of that or a newer operator set stays as it is
   */
  public UpgradeOpset(long target) {
    if (target <= Prepare.OLDEST_OPSET || target > NEWEST) {
      throw new IllegalArgumentException(
          "an operator set in [%d, %d] is expected, found %d"
              .formatted(Prepare.OLDEST_OPSET + 1, NEWEST, target));
    }
    this.target = target;
  }

  @Override
  public Outcome apply(Model model) {
    Tally tally = new Tally();
    if (model.opset() >= target || model.opset() < Prepare.OLDEST_OPSET) {
      return tally.outcome(model, model.graph());
    }
    GraphEditor names = model.graph().edit();
    Model changed = converted(model, target, names, tally);
    if (!tally.refused()) {
      tally.change();
    }
    Outcome outcome = tally.outcome(model, changed.graph());
    return tally.refused()
        ? outcome
        : new Outcome(
            changed.withIrVersion(Math.max(model.irVersion(), irVersion(target))),
            outcome.changes(),
            outcome.refusals());
  }

  /**
   * Converts what can be, and tells the tally what cannot.
   *
   * @param target at most {@value #NEWEST}
   * @param names gives names that are free wherever the result is to stand
   */
  static Model converted(Model model, long target, GraphEditor names, Tally tally) {
    Model changed = model;
    for (long version = model.opset() + 1; version <= target; version++) {
      changed = step(changed, version, names, tally);
    }
    return changed;
  }

  private static Model step(Model model, long version, GraphEditor names, Tally tally) {
    KnownValues known = KnownValues.of(model);
    Graph graph = Bodies.changeAll(model.graph(), each -> step(each, version, names, known, tally));
    return model.withGraph(graph).withOpset("", version);
  }

  private static Graph step(
      Graph graph, long version, GraphEditor names, KnownValues known, Tally tally) {
    GraphUpgrade upgrade = new GraphUpgrade(graph, names, known);
    boolean touched = false;
    for (Node node : graph.nodes()) {
      Optional<OpsetConversion> conversion =
          node.domain().isEmpty() ? OpsetConversions.of(node.opType(), version) : Optional.empty();
      if (conversion.isPresent()) {
        touched = true;
        conversion
            .get()
            .convert(node, upgrade)
            .ifPresent(reason -> tally.refuse(node, "for operator set " + version + " " + reason));
      }
    }
    return touched ? upgrade.toGraph() : graph;
  }

  /** Returns the version of the file format that came with a version of the operators. */
  private static long irVersion(long opset) {
    if (opset >= 23) {
      return 11;
    }
    if (opset >= 21) {
      return 10;
    }
    if (opset >= 19) {
      return 9;
    }
    return opset >= 15 ? 8 : 7;
  }
}
