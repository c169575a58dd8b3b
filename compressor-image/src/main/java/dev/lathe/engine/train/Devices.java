package dev.lathe.engine.train;

import dev.lathe.engine.execute.Placement;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.util.List;

/** Chooses what a training runs on, and in which numbers. */
final class Devices {
  private Devices() {}

  /** What there is here. */
  enum Gpu {
    NONE,
    /** One that PyTorch can use, without bfloat16. */
    PLAIN,
    WITH_BFLOAT16
  }

  /**
   * Returns where a run takes place.
   *
   * @throws EngineException INVALID_MANIFEST if a GPU is asked for where there is none
   */
  static Placement placement(Compute wanted) {
    Gpu gpu = Gpu.NONE;
    if (Placement.hasGpu()) {
      gpu = Placement.gpuHasBFloat16() ? Gpu.WITH_BFLOAT16 : Gpu.PLAIN;
    }
    return placement(wanted, gpu);
  }

  /** Returns what a reader of the result should know of it. */
  static List<String> notes(Placement placement) {
    return placement.precision() == Placement.Precision.BFLOAT16
        ? List.of(
            "precision: convolutions and products of matrices were computed in BFloat16, all else in"
                + " Float32")
        : List.of();
  }

  static Placement placement(Compute wanted, Gpu gpu) {
    if (wanted.device() == Device.CUDA && gpu == Gpu.NONE) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "spec.device: Cuda asks for a GPU, and there is none here that PyTorch can use: the pod"
              + " needs resources.limits of nvidia.com/gpu and an engine image built for CUDA");
    }
    boolean onGpu = wanted.device() != Device.CPU && gpu != Gpu.NONE;
    boolean isMixed =
        switch (wanted.precision()) {
          case AUTO -> onGpu && gpu == Gpu.WITH_BFLOAT16;
          case FLOAT32 -> false;
          case BFLOAT16 -> true;
        };
    Placement placement = onGpu ? Placement.gpu(wanted.threads()) : Placement.cpu(wanted.threads());
    return isMixed ? placement.with(Placement.Precision.BFLOAT16) : placement;
  }
}
