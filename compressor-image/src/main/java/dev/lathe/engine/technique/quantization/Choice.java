package dev.lathe.engine.technique.quantization;

/** Whether something optional is done. */
public enum Choice {
  /** Where it helps and its needs are met. */
  AUTO,
  /** Always; an error where its needs are not met. */
  ON,
  /** Never. */
  OFF
}
