package dev.lathe.engine.recipe;

import dev.lathe.engine.train.TrainingConfig;

/** How a step trains: the {@code training} of a manifest with every default filled in. */
public record TrainingPlan(TrainingConfig config, Precision precision) {

  /** The numbers that are computed with; weights are kept in 32 bits in any case. */
  public enum Precision {
    /** {@link #BFLOAT16} on a GPU that has it, else {@link #FLOAT32}. */
    AUTO,
    FLOAT32,
    BFLOAT16
  }
}
