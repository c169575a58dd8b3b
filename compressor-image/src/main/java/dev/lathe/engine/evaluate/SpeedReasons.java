package dev.lathe.engine.evaluate;

import dev.lathe.engine.runtime.InstructionSet;
import dev.lathe.engine.runtime.OptimizedGraph;
import dev.lathe.engine.runtime.Processor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What explains that a smaller model is no faster: facts of its graph and of the processor. */
record SpeedReasons(
    OptimizedGraph original, OptimizedGraph candidate, Processor processor, double sparsity) {
  /** Zeros below this share come about by rounding; nobody expects speed from them. */
  private static final double TELLING_SPARSITY = 0.3;

  /** Returns the sentences, the weightiest first. */
  List<String> list() {
    List<String> reasons = new ArrayList<>();
    boolean quantized = candidate.integerNodes() > 0 || candidate.conversions().total() > 0;
    if (quantized) {
      addQuantized(reasons);
    }
    if (sparsity >= TELLING_SPARSITY) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "%.0f%% of the weights are zero, but ONNX Runtime multiplies them like any other:"
                  + " scattered zeros save size, not time",
              100 * sparsity));
    }
    if (!quantized && sparsity < TELLING_SPARSITY) {
      reasons.add(
          "no layer of the candidate computes in integers; it runs %d floating-point layers, the"
                  .formatted(candidate.floatNodes())
              + " original %d".formatted(original.floatNodes()));
    }
    return reasons;
  }

  private void addQuantized(List<String> reasons) {
    int layers = candidate.integerNodes() + candidate.floatNodes();
    if (candidate.integerNodes() == 0) {
      reasons.add(
          "none of the %d layers computes in integers: no fusion fits, so 8-bit weights are turned back into floating point at each run"
              .formatted(layers));
    } else if (candidate.floatNodes() > 0) {
      reasons.add(
          "%d of %d layers still compute in floating point"
              .formatted(candidate.floatNodes(), layers));
    }
    if (candidate.depthwiseNodes() > 0) {
      reasons.add(
          ("%d convolutions are depthwise: they are bound by memory rather than arithmetic, and"
                  + " 8-bit kernels gain nothing on them")
              .formatted(candidate.depthwiseNodes()));
    }
    OptimizedGraph.Conversions left = candidate.conversions();
    if (left.inner() > 0) {
      reasons.add(
          ("%d conversions between floating point and integers are left inside the graph, beside"
                  + " %d at its edges")
              .formatted(left.inner(), left.edge()));
    }
    if (left.weights() > 0) {
      reasons.add(
          "%d stored 8-bit weights are turned into floating point at each run"
              .formatted(left.weights()));
    }
    InstructionSet set = processor.instructionSet();
    if (set.saturates()) {
      reasons.add(
          "the processor%s has no VNNI, so 8-bit products take several instructions (%s)"
              .formatted(processor.model().isEmpty() ? "" : " " + processor.model(), set));
    }
  }
}
