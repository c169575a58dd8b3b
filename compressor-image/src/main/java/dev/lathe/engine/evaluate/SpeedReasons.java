package dev.lathe.engine.evaluate;

import dev.lathe.engine.runtime.InstructionSet;
import dev.lathe.engine.runtime.OptimizedGraph;
import dev.lathe.engine.runtime.Processor;
import dev.lathe.engine.wording.Count;
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
          "no layer of the candidate computes in integers; it runs %s, the"
                  .formatted(Count.of(candidate.floatNodes(), "floating-point layer"))
              + " original %d".formatted(original.floatNodes()));
    }
    return reasons;
  }

  private void addQuantized(List<String> reasons) {
    int layers = candidate.integerNodes() + candidate.floatNodes();
    if (candidate.integerNodes() == 0) {
      reasons.add(
          "%s in integers: no fusion fits, so 8-bit weights are turned back into floating point at each run"
              .formatted(
                  Count.form(
                      layers,
                      "the one layer does not compute",
                      "none of the %d layers computes".formatted(layers))));
    } else if (candidate.floatNodes() > 0) {
      reasons.add(
          "%d of %s still %s in floating point"
              .formatted(
                  candidate.floatNodes(),
                  Count.of(layers, "layer"),
                  Count.form(candidate.floatNodes(), "computes", "compute")));
    }
    if (candidate.depthwiseNodes() > 0) {
      int depthwise = candidate.depthwiseNodes();
      reasons.add(
          "%s %s bound by memory rather than arithmetic, and 8-bit kernels gain nothing on %s"
              .formatted(
                  Count.of(depthwise, "convolution"),
                  Count.form(depthwise, "is depthwise: it is", "are depthwise: they are"),
                  Count.form(depthwise, "it", "them")));
    }
    OptimizedGraph.Conversions left = candidate.conversions();
    if (left.inner() > 0) {
      reasons.add(
          "%s between floating point and integers %s left inside the graph, beside %d at its edges"
              .formatted(
                  Count.of(left.inner(), "conversion"),
                  Count.form(left.inner(), "is", "are"),
                  left.edge()));
    }
    if (left.weights() > 0) {
      reasons.add(
          "%s %s turned into floating point at each run"
              .formatted(
                  Count.of(left.weights(), "stored 8-bit weight"),
                  Count.form(left.weights(), "is", "are")));
    }
    InstructionSet set = processor.instructionSet();
    if (set.saturates()) {
      reasons.add(
          "the processor%s has no VNNI, so 8-bit products take several instructions (%s)"
              .formatted(processor.model().isEmpty() ? "" : " " + processor.model(), set));
    }
  }
}
