package dev.lathe.engine.train;

import dev.lathe.engine.execute.Placement;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;

/** Chooses what a training runs on. */
final class Devices {
  private Devices() {}

  /**
   * Returns where a run takes place.
   *
   * @throws EngineException INVALID_MANIFEST if a GPU is asked for where there is none
   */
  static Placement placement(TrainingRun run) {
    return placement(run.device(), run.threads(), Placement.hasGpu());
  }

  static Placement placement(Device device, int threads, boolean hasGpu) {
    return switch (device) {
      case CPU -> Placement.cpu(threads);
      case AUTO -> hasGpu ? Placement.gpu(threads) : Placement.cpu(threads);
      case CUDA -> {
        if (!hasGpu) {
          throw new EngineException(
              Reason.INVALID_MANIFEST,
              "spec.device: Cuda asks for a GPU, and there is none here that PyTorch can use: the pod"
                  + " needs resources.limits of nvidia.com/gpu and an engine image built for CUDA");
        }
        yield Placement.gpu(threads);
      }
    };
  }
}
