package dev.lathe.engine.execute;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import dev.lathe.engine.failure.Reason;
import java.nio.file.Path;

/** PyTorch in this process. Nothing is downloaded: its libraries come with the program. */
final class Torch {
  private static final int AMPERE = 80;

  private Torch() {}

  /**
   * Returns a manager whose closing frees what is made through it.
   *
   * @throws dev.lathe.engine.failure.EngineException ENGINE_ERROR if the libraries do not load
   */
  static PtNDManager newManager(Placement placement) {
    return (PtNDManager)
        Loaded.engine()
            .newBaseManager(placement.onGpu() ? ai.djl.Device.gpu() : ai.djl.Device.cpu());
  }

  /** Loads a module ready to run and to be trained. */
  static PtSymbolBlock load(NDManager manager, Path archive) {
    PtSymbolBlock module =
        JniUtils.loadModule(
            (PtNDManager) manager, archive, true, new String[0], new String[0], true);
    JniUtils.enableTrainingMode(module);
    return module;
  }

  /** Makes the calling thread interpret modules as they are, without recompiling for each shape. */
  static void interpretOnThisThread() {
    JniUtils.setGraphExecutorOptimize(false);
  }

  /** Sets how many threads an operator may use, for the calling thread and those that follow. */
  static void useThreads(int threads) {
    JniUtils.setNumThreads(threads);
  }

  static boolean hasGpu() {
    return Loaded.engine().hasCapability(StandardCapabilities.CUDA);
  }

  /** NVIDIA's GPUs have bfloat16 since Ampere, whose compute capability is 8.0. */
  static boolean gpuHasBFloat16() {
    return hasGpu() && Integer.parseInt(CudaUtils.getComputeCapability(0)) >= AMPERE;
  }

  static void seed(long seed) {
    Loaded.engine();
    JniUtils.setSeed(seed);
  }

  /** A call that failed half-way may have left the thread recording what gradients need. */
  static void takeNoGradientsOnThisThread() {
    JniUtils.setGradMode(false);
  }

  private static final class Loaded {
    private static final Engine ENGINE = load();

    private Loaded() {}

    static Engine engine() {
      return ENGINE;
    }

    private static Engine load() {
      System.setProperty("ai.djl.offline", "true");
      System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
      System.setProperty("OPT_OUT_TRACKING", "true");
      NativeMemory.keepWhatIsFreed();
      try {
        return Engine.getEngine("PyTorch");
      } catch (EngineException e) {
        throw new dev.lathe.engine.failure.EngineException(
            Reason.ENGINE_ERROR,
            "PyTorch's native libraries cannot be loaded: " + e.getMessage(),
            e);
      }
    }
  }
}
