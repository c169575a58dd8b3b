package dev.lathe.engine.train;

/**
 * The numbers that convolutions and products of matrices are trained with, as the manifest's {@code
 * precision} says. Weights, their update and all else have 32 bits in any case.
 */
public enum Precision {
  /** {@link #BFLOAT16} on a GPU that has it, else {@link #FLOAT32}. */
  AUTO,
  FLOAT32,
  /** Mixed precision; on any device, though faster only on one that has such numbers. */
  BFLOAT16
}
