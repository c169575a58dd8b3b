package dev.lathe.engine.execute;

import java.util.OptionalInt;

/**
 * What a module runs on, and in which numbers.
 *
 * @param onGpu whether on the first GPU; else on the processor
 * @param threads that an operator may use on the processor; empty: what was set last, or as many as
 *     there are cores. Numbers depend on it
 * @param precision of the products in a training step
 */
public record Placement(boolean onGpu, OptionalInt threads, Precision precision) {

  /** Numbers that convolutions and products of matrices are computed in. */
  public enum Precision {
    FLOAT32,
    /**
     * Mixed precision (Kalamkar et al. 2019, A Study of BFLOAT16 for Deep Learning Training, §3):
     * factors are rounded to 8 significant bits, and so are the product and its gradients; all
     * else, weights and their update among it, stays in 32 bits. The exponent is that of FLOAT32,
     * so that no scaling of the loss is needed.
     */
    BFLOAT16
  }

  public Placement {
    if (threads.isPresent() && threads.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "threads: at least 1 expected, found " + threads.getAsInt());
    }
  }

  /** Returns the processor with the threads it has. */
  public static Placement anywhere() {
    return new Placement(false, OptionalInt.empty(), Precision.FLOAT32);
  }

  public static Placement cpu(int threads) {
    return new Placement(false, OptionalInt.of(threads), Precision.FLOAT32);
  }

  public static Placement gpu(int threads) {
    return new Placement(true, OptionalInt.of(threads), Precision.FLOAT32);
  }

  public Placement with(Precision other) {
    return new Placement(onGpu, threads, other);
  }

  /** Returns the bytes of memory of this machine, or of the container where that has fewer. */
  public static long memoryBytes() {
    return NativeMemory.limitBytes();
  }

  /** Whether the first GPU computes with bfloat16 in hardware. */
  public static boolean gpuHasBFloat16() {
    return Torch.gpuHasBFloat16();
  }

  /** Whether this machine has a GPU, and this program PyTorch's libraries for it. */
  public static boolean hasGpu() {
    return Torch.hasGpu();
  }
}
