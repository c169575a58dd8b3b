package dev.lathe.engine.evaluate;

import dev.lathe.engine.evaluate.metric.Evidence;
import dev.lathe.engine.evaluate.metric.Known;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.onnx.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** What two models' files show without being run. */
final class ModelEvidence {
  private ModelEvidence() {}

  /** Returns the evidence of all metrics of the files. */
  static Map<Metric, Evidence> of(ModelFile original, ModelFile candidate) {
    Weights before = Weights.of(original.model().graph());
    Weights after = Weights.of(candidate.model().graph());
    Map<Metric, Evidence> evidence = new EnumMap<>(Metric.class);
    evidence.put(Metric.SIZE_BYTES, new Known(sizeBytes(candidate), sizeBytes(original)));
    evidence.put(Metric.PARAMETERS, new Known(after.elements(), before.elements()));
    evidence.put(Metric.SPARSITY, new Known(after.sparsity(), before.sparsity()));
    return evidence;
  }

  private static long sizeBytes(ModelFile model) {
    try {
      long bytes = Files.size(model.path());
      for (Path data : model.externalData()) {
        bytes += Files.size(data);
      }
      return bytes;
    } catch (IOException e) {
      throw new EngineException(
          Reason.NOT_FOUND, "the files of model %s cannot be read".formatted(model.path()), e);
    }
  }
}
