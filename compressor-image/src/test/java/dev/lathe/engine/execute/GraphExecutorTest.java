package dev.lathe.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * PyTorch's graph executor would profile what it is given and compile for each shape anew: seconds
 * for each length of a sentence, and 100 MB. Whether it does is a setting of each thread.
 */
class GraphExecutorTest {
  /** Asks PyTorch itself, since Java's side can only tell it. */
  private static boolean optimizes() {
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle asked =
          Linker.nativeLinker()
              .downcallHandle(
                  SymbolLookup.libraryLookup(library(), arena)
                      .findOrThrow("_ZN5torch3jit24getGraphExecutorOptimizeEv"),
                  FunctionDescriptor.of(ValueLayout.JAVA_BOOLEAN));
      return (boolean) asked.invokeExact();
    } catch (Throwable e) {
      throw new AssertionError("PyTorch cannot be asked", e);
    }
  }

  /** Returns the library that this process has loaded. */
  private static Path library() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .filter(line -> line.endsWith("/libtorch_cpu.so"))
        .map(line -> Path.of(line.substring(line.indexOf('/'))))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void noCallCompilesForShapesOnAnyThread() throws Exception {
    try (TrainingModule module = NativeSteps.compile();
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      assertThat(optimizes()).isFalse();
      JniUtils.setGraphExecutorOptimize(true);
      assertThat(optimizes()).as("what is asked is what is set").isTrue();

      module.step(NativeSteps.batch(2), 0.01);
      assertThat(optimizes()).as("a step").isFalse();

      JniUtils.setGraphExecutorOptimize(true);
      module.run(NativeSteps.batch(2));
      assertThat(optimizes()).as("a run forward").isFalse();

      assertThat(other.submit(GraphExecutorTest::optimizes).get()).as("a new thread").isTrue();
      other.submit(() -> module.run(NativeSteps.batch(3))).get();
      assertThat(other.submit(GraphExecutorTest::optimizes).get()).as("its run").isFalse();
    }
  }
}
