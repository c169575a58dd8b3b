package dev.lathe.engine.execute;

import java.util.OptionalInt;

/**
 * What a module runs on.
 *
 * @param onGpu whether on the first GPU; else on the processor
 * @param threads that an operator may use on the processor; empty: what was set last, or as many as
 *     there are cores. Numbers depend on it
 */
public record Placement(boolean onGpu, OptionalInt threads) {
  public Placement {
    if (threads.isPresent() && threads.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "threads: at least 1 expected, found " + threads.getAsInt());
    }
  }

  /** Returns the processor with the threads it has. */
  public static Placement anywhere() {
    return new Placement(false, OptionalInt.empty());
  }

  public static Placement cpu(int threads) {
    return new Placement(false, OptionalInt.of(threads));
  }

  public static Placement gpu(int threads) {
    return new Placement(true, OptionalInt.of(threads));
  }

  /** Returns the bytes of memory of this machine, or of the container where that has fewer. */
  public static long memoryBytes() {
    return NativeMemory.limitBytes();
  }

  /** Whether this machine has a GPU, and this program PyTorch's libraries for it. */
  public static boolean hasGpu() {
    return Torch.hasGpu();
  }
}
