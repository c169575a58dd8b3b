package dev.lathe.engine.recipe;

import dev.lathe.engine.technique.quantization.Awareness.Scales;

/**
 * Training that knows of quantization.
 *
 * @param freezeRangesAt share of the steps after which scales and statistics stay as they are, in
 *     [0, 1]
 */
public record AwarePlan(Scales scales, double freezeRangesAt, Goal goal, TrainingPlan training) {

  /** What is brought down. */
  public sealed interface Goal {
    /** The loss on labels or targets. */
    record Labels(LossPlan loss) implements Goal {}

    /** The distance from what the model said before it was quantized. */
    record Source(DistillPlan.Logits logits) implements Goal {}

    /** Whether labels are needed, whatever the data has. */
    default boolean needsLabels() {
      return switch (this) {
        case Labels _ -> true;
        case Source(DistillPlan.Logits logits) -> logits.needsLabels();
      };
    }
  }
}
