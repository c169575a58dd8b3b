package dev.lathe.engine.train;

/** What a training runs on, as the manifest's {@code spec.device} says. */
public enum Device {
  /** A GPU where there is one, else the processor. */
  AUTO,
  CPU,
  /** A GPU, or nothing. */
  CUDA
}
