package dev.lathe.engine.recipe;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.rewrite.Prepare;
import dev.lathe.engine.graph.rewrite.Rewrite;
import dev.lathe.engine.graph.rewrite.UpgradeOpset;
import dev.lathe.engine.runtime.OrtConstantEvaluator;
import dev.lathe.engine.technique.quantization.QuantizationConfig.Mode;
import java.util.ArrayList;
import java.util.List;

/** Brings a model into the form that the steps of a recipe work on. */
final class Preparation {
  /** Quantization with a scale for each channel came with this operator set. */
  private static final long SCALES_BY_CHANNEL = 13;

  private Preparation() {}

  /**
   * A model in form.
   *
   * @param notes sentences on what was changed
   */
  record Prepared(Model model, List<String> notes) {}

  /**
   * @throws EngineException INVALID_MODEL or UNSUPPORTED_MODEL, naming the node
   */
  static Prepared prepare(Model model, List<Step> recipe) {
    List<String> notes = new ArrayList<>();
    Model prepared = Prepare.prepare(model, new OrtConstantEvaluator()).model();
    int before = model.graph().nodes().size();
    int after = prepared.graph().nodes().size();
    if (after < before) {
      notes.add(
          "%d of %d nodes were folded away before the first step"
              .formatted(before - after, before));
    }
    if (prepared.opset() < SCALES_BY_CHANNEL
        && recipe.stream().anyMatch(Preparation::needsScales)) {
      prepared = upgraded(prepared);
      notes.add(
          "the operator set was raised from %d to %d, which has quantization with a scale for each channel"
              .formatted(model.opset(), prepared.opset()));
    }
    return new Prepared(prepared, notes);
  }

  private static boolean needsScales(Step step) {
    return switch (step) {
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
