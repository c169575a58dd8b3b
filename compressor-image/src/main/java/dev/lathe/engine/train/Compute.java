package dev.lathe.engine.train;

/**
 * What a training computes with.
 *
 * @param threads of PyTorch; the result depends on them
 */
public record Compute(int threads, Device device, Precision precision) {
  public Compute {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: at least 1 expected, found " + threads);
    }
  }
}
