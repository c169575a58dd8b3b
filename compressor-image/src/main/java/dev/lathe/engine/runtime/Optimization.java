package dev.lathe.engine.runtime;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;

/** How far the runtime may rewrite a graph before it runs it. */
public enum Optimization {
  /** Every node runs as the file has it: what an intermediate value is read by. */
  DISABLED(OptLevel.NO_OPT),
  /** Rewrites that keep to the standard operators. */
  BASIC(OptLevel.BASIC_OPT),
  /** Also fusions into the runtime's own operators, the integer ones among them. */
  EXTENDED(OptLevel.EXTENDED_OPT),
  /** Also the memory layouts of the machine at hand: what a server runs. */
  ALL(OptLevel.ALL_OPT);

  private final OptLevel level;

  Optimization(OptLevel level) {
    this.level = level;
  }

  OptLevel level() {
    return level;
  }
}
