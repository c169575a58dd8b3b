package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import java.util.List;

/**
 * Brings a model into the form that techniques work on: functions are part of the graph, weights
 * are initializers, half precision is widened to FLOAT, what is constant is computed, batch
 * normalization is part of the layer before it, and nothing is there in vain.
 */
public final class Prepare {
  /** The oldest operator set that is understood throughout. */
  public static final long OLDEST_OPSET = 11;

  private Prepare() {}

  /**
   * Returns the prepared model, which computes the same but for the rounding of folded batch
   * normalization and of half precision.
   *
   * @param evaluator runs operators on constants
   * @throws EngineException INVALID_MODEL, naming the node, if the graph or its shapes are wrong;
   *     UNSUPPORTED_MODEL if the operator set is older than {@value #OLDEST_OPSET}
   */
  public static Rewritten prepare(Model model, ConstantEvaluator evaluator) {
    return prepare(model, rules(evaluator));
  }

  /**
   * Returns the model prepared to be trained: weights that several nodes read stay one.
   *
   * @param batchNorm whether its batch normalizations stay as they are, to be trained
   * @throws EngineException as {@link #prepare}
   */
  public static Rewritten prepareToTrain(
      Model model, ConstantEvaluator evaluator, boolean batchNorm) {
    return prepare(
        model,
        rules(FoldConstants.keepingTies(evaluator)).stream()
            .filter(rule -> !(batchNorm && rule instanceof FoldBatchNormIntoConv))
            .toList());
  }

  private static Rewritten prepare(Model model, List<Rewrite> rules) {
    if (!model.opsets().containsKey("")) {
      throw new EngineException(
          Reason.INVALID_MODEL,
          "the model does not say which version of the standard operators it uses: export it again");
    }
    if (model.opset() < OLDEST_OPSET) {
      throw new EngineException(
          Reason.UNSUPPORTED_MODEL,
          "the model is of operator set %d, %d or newer is expected: export it again, or convert it by onnx.version_converter"
              .formatted(model.opset(), OLDEST_OPSET));
    }
    return new Rewriter(rules).rewrite(model);
  }

  /** Returns the rules in the order they are applied. */
  public static List<Rewrite> rules(ConstantEvaluator evaluator) {
    return rules(new FoldConstants(evaluator));
  }

  private static List<Rewrite> rules(FoldConstants folding) {
    return List.of(
        new InlineFunctions(),
        new FreezeInitializers(),
        new LiftConstants(),
        new WidenHalf(),
        folding,
        new RemoveIdentity(),
        new FoldBatchNormIntoConv(),
        new RemoveDeadNodes());
  }
}
