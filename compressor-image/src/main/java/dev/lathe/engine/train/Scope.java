package dev.lathe.engine.train;

import java.util.List;

/**
 * What of a model is trained.
 *
 * @param freeze globs over the names of initializers that stay as they are
 */
public record Scope(List<String> freeze, BatchNorm batchNorm) {

  /** Whether batch normalizations go by the batch while they are trained. */
  public enum BatchNorm {
    /** They stay as in inference; their scales and biases are trained all the same. */
    FROZEN,
    /** They go by the statistics of each batch and keep moving averages for inference. */
    TRAINED
  }

  public Scope {
    freeze = List.copyOf(freeze);
  }

  /** Returns the scope of all weights, with batch normalizations frozen. */
  public static Scope all() {
    return new Scope(List.of(), BatchNorm.FROZEN);
  }
}
