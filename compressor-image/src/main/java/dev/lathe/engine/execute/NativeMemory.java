package dev.lathe.engine.execute;

import com.sun.management.OperatingSystemMXBean;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * Tells glibc's allocator to keep the memory PyTorch frees. As it comes it gives the activations of
 * each step back to the kernel, and the next step pays for every page again: a fifth of the time of
 * a small convolutional network. It is told so when PyTorch is loaded, so that processes that do
 * not train stay as lean as they are.
 */
final class NativeMemory {
  /** The parameters of {@code mallopt(3)}. */
  private static final int TRIM_THRESHOLD = -1;

  private static final int MMAP_THRESHOLD = -3;
  private static final int ARENA_MAX = -8;

  private static final int PRACTICALLY_NEVER_BYTES = 2_000_000_000;

  private NativeMemory() {}

  /** Returns the bytes of memory of this machine, or of the container where that has fewer. */
  static long limitBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  /** Keeps what is freed; does nothing where the C library has no such setting. */
  static void keepWhatIsFreed() {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> setting = linker.defaultLookup().find("mallopt");
    if (setting.isEmpty()) {
      return;
    }
    MethodHandle mallopt =
        linker.downcallHandle(
            setting.get(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    set(mallopt, ARENA_MAX, 1);
    set(mallopt, TRIM_THRESHOLD, PRACTICALLY_NEVER_BYTES);
    set(mallopt, MMAP_THRESHOLD, PRACTICALLY_NEVER_BYTES);
  }

  /** A setting that is refused costs time, nothing else. */
  private static void set(MethodHandle mallopt, int parameter, int value) {
    try {
      int ignored = (int) mallopt.invokeExact(parameter, value);
    } catch (Throwable e) {
      throw new IllegalStateException("mallopt cannot be called", e);
    }
  }
}
