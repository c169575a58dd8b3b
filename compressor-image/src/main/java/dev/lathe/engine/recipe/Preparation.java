package dev.lathe.engine.recipe;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Initializer;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.rewrite.FoldBatchNormIntoConv;
import dev.lathe.engine.graph.rewrite.FoldConstants;
import dev.lathe.engine.graph.rewrite.InlineFunctions;
import dev.lathe.engine.graph.rewrite.Prepare;
import dev.lathe.engine.graph.rewrite.RemoveDeadNodes;
import dev.lathe.engine.graph.rewrite.Rewrite;
import dev.lathe.engine.graph.rewrite.Rewriter;
import dev.lathe.engine.graph.rewrite.Rewritten;
import dev.lathe.engine.graph.rewrite.UpgradeOpset;
import dev.lathe.engine.graph.rewrite.WidenHalf;
import dev.lathe.engine.runtime.OrtConstantEvaluator;
import dev.lathe.engine.technique.quantization.QuantizationConfig.Mode;
import dev.lathe.engine.train.Scope.BatchNorm;
import dev.lathe.engine.wording.Count;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings a model into the form that the steps of a recipe work on. Batch normalizations become part
 * of the layers before them, but not before a step that trains them; and a matrix that is read as
 * it is and transposed stays one while it is trained.
 */
final class Preparation {
  /** Quantization with a scale for each channel came with this operator set. */
  private static final long SCALES_BY_CHANNEL = 13;

  private static final Rewrite WIDENING = new WidenHalf();

  private final List<Step> recipe;

  Preparation(List<Step> recipe) {
    this.recipe = recipe;
  }

  /**
   * A model in form.
   *
   * @param notes sentences on what was changed
   */
  record Prepared(Model model, List<String> notes) {}

  /**
   * Returns the model as the first step takes it.
   *
   * @throws EngineException INVALID_MODEL or UNSUPPORTED_MODEL, naming the node
   */
  Prepared prepare(Model model) {
    OrtConstantEvaluator evaluator = new OrtConstantEvaluator();
    Rewritten rewritten =
        trainedFirst() == 0
            ? Prepare.prepare(model, evaluator)
            : Prepare.prepareToTrain(model, evaluator, lastOfBatchNorm() >= 0);
    Model prepared = rewritten.model();
    requireWidened(prepared);
    List<String> notes = new ArrayList<>(onFunctions(model, prepared));
    if (rewritten.changes().containsKey(WIDENING.name())) {
      notes.add(
          "the model came in half precision and computes in FLOAT now: weights that are not quantized take twice the bytes");
    }
    int before = model.graph().nodes().size();
    int after = prepared.graph().nodes().size();
    if (after < before && model.functions().isEmpty()) {
      notes.add(
          "%d of %s %s folded away before the first step"
              .formatted(
                  before - after,
                  Count.of(before, "node"),
                  Count.form(before - after, "was", "were")));
    }
    if (prepared.opset() < SCALES_BY_CHANNEL
        && recipe.stream().anyMatch(Preparation::needsScales)) {
      long old = prepared.opset();
      prepared = upgraded(prepared);
      notes.add(
          "the operator set was raised from %d to %d, which has quantization with a scale for each channel"
              .formatted(old, prepared.opset()));
    }
    return new Prepared(prepared, notes);
  }

  /** Returns sentences on what became of the functions that the model brought along. */
  private static List<String> onFunctions(Model model, Model prepared) {
    List<String> notes = new ArrayList<>();
    int gone = model.functions().size() - prepared.functions().size();
    if (gone > 0) {
      notes.add(
          "%d of %s became part of the graph, which had %s and has %d"
              .formatted(
                  gone,
                  Count.of(model.functions().size(), "function"),
                  Count.of(model.graph().nodes().size(), "node"),
                  prepared.graph().nodes().size()));
    }
    if (prepared.opset() > model.opset()) {
      notes.add(
          "the operator set was raised from %d to %d, which a function is of"
              .formatted(model.opset(), prepared.opset()));
    }
    List<Rewrite.Refusal> left = new InlineFunctions().apply(prepared).refusals();
    if (!left.isEmpty()) {
      notes.add(
          "%d of %s still %s a function, which is not looked into: %s"
              .formatted(
                  left.size(),
                  Count.of(prepared.graph().nodes().size(), "node"),
                  Count.form(left.size(), "calls", "call"),
                  left.getFirst()));
    }
    return notes;
  }

  /**
   * Returns the model as the step after this one takes it.
   *
   * @param index of the step that was just done
   */
  Model after(int index, Model model) {
    List<Rewrite> rules = new ArrayList<>();
    if (index + 1 == trainedFirst() && index + 1 < recipe.size()) {
      // what is quantized needs no ties any more, but weights in the form that layers read
      rules.add(new FoldConstants(new OrtConstantEvaluator()));
    }
    if (index == lastOfBatchNorm()) {
      rules.add(new FoldBatchNormIntoConv());
    }
    if (rules.isEmpty()) {
      return model;
    }
    rules.add(new RemoveDeadNodes());
    return new Rewriter(rules).rewrite(model).model();
  }

  /**
   * Techniques work on weights in FLOAT; what else stays in half precision is not their concern.
   */
  private static void requireWidened(Model model) {
    List<Rewrite.Refusal> pinned = WIDENING.apply(model).refusals();
    boolean hasHalfWeights =
        model.graph().initializers().values().stream()
            .map(Initializer::tensor)
            .anyMatch(tensor -> tensor.type().isHalf() && tensor.shape().rank() > 1);
    if (!pinned.isEmpty() && hasHalfWeights) {
      throw new EngineException(
          Reason.UNSUPPORTED_MODEL,
          "the model is in half precision, and cannot be made to compute in FLOAT: %s; export it in FLOAT"
              .formatted(pinned.getFirst()));
    }
  }

  /** Returns how many steps of training the recipe begins with. */
  private int trainedFirst() {
    int count = 0;
    while (count < recipe.size() && !(recipe.get(count) instanceof Step.Quantize)) {
      count++;
    }
    return count;
  }

  /** Returns the index of the last step that trains batch normalizations; -1 if none does. */
  private int lastOfBatchNorm() {
    int last = -1;
    for (int i = 0; i < recipe.size(); i++) {
      boolean trains =
          recipe
              .get(i)
              .training()
              .map(plan -> plan.config().scope().batchNorm() == BatchNorm.TRAINED)
              .orElse(false);
      last = trains && !(recipe.get(i) instanceof Step.Quantize) ? i : last;
    }
    return last;
  }

  private static boolean needsScales(Step step) {
    return switch (step) {
      case Step.FineTune _, Step.Distill _ -> false;
      case Step.Quantize quantize -> quantize.mode() == Mode.STATIC;
    };
  }

  private static Model upgraded(Model model) {
    Rewrite.Outcome outcome = new UpgradeOpset(SCALES_BY_CHANNEL).apply(model);
    if (!outcome.refusals().isEmpty()) {
      throw new EngineException(
          Reason.UNSUPPORTED_MODEL,
          "static quantization needs operator set %d, and the model of operator set %d cannot be converted: %s; export it anew, or use mode Dynamic"
              .formatted(SCALES_BY_CHANNEL, model.opset(), outcome.refusals().getFirst()));
    }
    return outcome.model();
  }
}
