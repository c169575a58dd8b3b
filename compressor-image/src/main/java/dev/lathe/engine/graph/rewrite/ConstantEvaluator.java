package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Model;
import dev.lathe.engine.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Runs a small model, so that what depends on constants only can be computed beforehand. */
@FunctionalInterface
public interface ConstantEvaluator {
  /**
   * Returns the outputs by name; empty if the model cannot be run here.
   *
   * @param model one node, its inputs those of the graph
   * @param inputs one tensor per input
   */
  Optional<SequencedMap<String, Tensor>> run(Model model, Map<String, Tensor> inputs);

  /** Runs nothing: only what follows from shapes and small integers is then computed. */
  static ConstantEvaluator none() {
    return (model, inputs) -> Optional.empty();
  }
}
