package dev.lathe.engine.evaluate;

import dev.lathe.engine.evaluate.metric.Evidence;
import dev.lathe.engine.evaluate.metric.Known;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.graph.rewrite.InlineFunctions;
import dev.lathe.engine.onnx.ModelFile;
import dev.lathe.engine.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What two models' files show without being run. */
final class ModelEvidence {
  private ModelEvidence() {}

  /**
   * Returns the evidence of all metrics of the files.
   *
   * @param sample the inputs' shapes for one sample, or for the batch that the model insists on
   */
  static Map<Metric, Evidence> of(
      ModelFile original, ModelFile candidate, Map<String, Shape> sample) {
    Model first = inlined(original);
    Model second = inlined(candidate);
    Weights before = Weights.of(first.graph());
    Weights after = Weights.of(second.graph());
    Map<Metric, Evidence> evidence = new EnumMap<>(Metric.class);
    evidence.put(Metric.SIZE_BYTES, new Known(sizeBytes(candidate), sizeBytes(original)));
    evidence.put(Metric.PARAMETERS, new Known(after.elements(), before.elements()));
    evidence.put(Metric.SPARSITY, new Known(after.sparsity(), before.sparsity()));
    evidence.put(Metric.MACS, macs(Macs.of(first, sample), Macs.of(second, sample)));
    return evidence;
  }

  /**
   * Returns a model with its functions in the graph: what is in one counts at each of its calls.
   */
  private static Model inlined(ModelFile file) {
    return new InlineFunctions().apply(file.model()).model();
  }

  /**
   * Returns the shapes that one sample has by the model's own word, or the batch that it insists
   * on; open axes but the first miss.
   */
  static Map<String, Shape> declaredSample(Graph graph) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (Value input : graph.requiredInputs()) {
      if (input.type() instanceof TensorType type && type.shape().isPresent()) {
        List<Dim> dims = new ArrayList<>(type.shape().get());
        if (!dims.isEmpty() && !(dims.getFirst() instanceof Dim.Known)) {
          dims.set(0, Dim.of(1));
        }
        new TensorType(type.elementType(), Optional.of(dims))
            .knownShape()
            .ifPresent(shape -> shapes.put(input.name(), shape));
      }
    }
    return shapes;
  }

  private static Evidence macs(Macs before, Macs after) {
    Optional<String> obstacle = before.obstacle().or(after::obstacle);
    return obstacle.isPresent()
        ? new Evidence.Absent("Macs cannot be counted: " + obstacle.get())
        : new Known(after.count(), before.count());
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
