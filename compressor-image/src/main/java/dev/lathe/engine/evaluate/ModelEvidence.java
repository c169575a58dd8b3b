package dev.lathe.engine.evaluate;

import dev.lathe.engine.evaluate.metric.Evidence;
import dev.lathe.engine.evaluate.metric.Known;
import dev.lathe.engine.evaluate.metric.Metric;
import java.util.EnumMap;
import java.util.Map;

/** What two models' files show without being run. */
final class ModelEvidence {
  private ModelEvidence() {}

  /** Returns the evidence of all metrics of the files. */
  static Map<Metric, Evidence> of(Subject original, Subject candidate) {
    Weights before = Weights.of(original.graph());
    Weights after = Weights.of(candidate.graph());
    Map<Metric, Evidence> evidence = new EnumMap<>(Metric.class);
    evidence.put(Metric.SIZE_BYTES, new Known(candidate.sizeBytes(), original.sizeBytes()));
    evidence.put(Metric.PARAMETERS, new Known(after.elements(), before.elements()));
    evidence.put(Metric.SPARSITY, new Known(after.sparsity(), before.sparsity()));
    return evidence;
  }
}
