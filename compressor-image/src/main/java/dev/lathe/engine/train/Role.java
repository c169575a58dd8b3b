package dev.lathe.engine.train;

/** What an initializer is to the nodes that read it. */
enum Role {
  /** Multiplies what comes in: kernels, matrices, embeddings. */
  WEIGHT,
  /** Is added to what comes out. */
  BIAS,
  /** Scales or shifts what a normalization gives. */
  NORMALIZATION
}
