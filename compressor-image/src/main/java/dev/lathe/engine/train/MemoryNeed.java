package dev.lathe.engine.train;

import dev.lathe.engine.execute.Motion;
import dev.lathe.engine.execute.Training;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Initializer;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.graph.shape.ShapeInference;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.wording.Count;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says what memory a training takes at least, from the graph alone: a container that goes beyond
 * its limit is ended without a word. Counted are weights, what goes with each of them, and the
 * values that products and activations are known to keep for the way back. The real need is above.
 */
final class MemoryNeed {
  private static final Set<String> KEEP_INPUT = Set.of("Conv", "ConvTranspose", "MatMul", "Gemm");
  private static final Set<String> KEEP_OUTPUT = Set.of("Relu", "Sigmoid", "Tanh", "Softmax");

  private MemoryNeed() {}

  /**
   * Refuses a training that cannot fit.
   *
   * @param some inputs of a few samples
   * @param batchSize samples of a batch
   * @param limit bytes of memory there are
   * @throws EngineException OUT_OF_MEMORY with what is needed and what there is
   */
  static void require(Subject subject, Map<String, Tensor> some, int batchSize, long limit) {
    long state = ofState(subject);
    long values = ofValues(subject, some, batchSize);
    if (state + values > limit) {
      throw new EngineException(
          Reason.OUT_OF_MEMORY,
          ("training.batchSize: a batch of %s needs at least %d bytes of memory, and there are %d:"
                  + " %d are taken by weights and what the optimizer remembers, %d by what the way"
                  + " back takes of the batch; fewer samples with accumulate are the same step")
              .formatted(Count.of(batchSize, "sample"), state + values, limit, state, values));
    }
  }

  /** Returns the bytes of all weights, and of gradients, moments and averages of those trained. */
  static long ofState(Subject subject) {
    Training training = subject.training();
    Motion motion = training.motion();
    int copies =
        switch (motion.update()) {
          case Update.Sgd sgd -> sgd.momentum() == 0 ? 1 : 2;
          case Update.Adam ignored -> 3;
          case Update.AdamW ignored -> 3;
        };
    copies += (motion.averaging().isPresent() ? 1 : 0) + (training.accumulates() ? 1 : 0);
    long bytes = 0;
    for (Initializer one : subject.model().graph().initializers().values()) {
      long size = one.tensor().sizeInBytes();
      bytes += training.trained().contains(one.name()) ? size * (1 + copies) : size;
    }
    return bytes;
  }

  /** Returns the bytes of values that depend on what is trained and are kept for the way back. */
  static long ofValues(Subject subject, Map<String, Tensor> some, int batchSize) {
    Graph graph = ShapeInference.infer(sized(subject.model(), some, batchSize)).graph();
    Set<String> moving = new HashSet<>(subject.training().trained());
    Set<String> kept = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      if (GraphIndex.valuesReadBy(node).stream().noneMatch(moving::contains)) {
        continue;
      }
      moving.addAll(node.outputs());
      if (node.domain().isEmpty() && KEEP_INPUT.contains(node.opType())) {
        node.inputs().stream().filter(in -> !graph.isInitializer(in)).forEach(kept::add);
      } else if (node.domain().isEmpty() && KEEP_OUTPUT.contains(node.opType())) {
        kept.add(node.output());
      }
    }
    return kept.stream().mapToLong(value -> bytes(graph, value)).sum();
  }

  private static long bytes(Graph graph, String value) {
    return graph
        .declaredType(value)
        .filter(TensorType.class::isInstance)
        .map(TensorType.class::cast)
        .flatMap(type ->
            type.knownShape().map(shape -> type.elementType().sizeInBytes(shape.elementCount())))
        .orElse(0L);
  }

  /** Returns the model with the extents that a batch would give its inputs. */
  private static Model sized(Model model, Map<String, Tensor> some, int batchSize) {
    Graph graph = model.graph();
    List<Value> inputs =
        graph.inputs().stream()
            .map(input ->
                Optional.ofNullable(some.get(input.name()))
                    .map(tensor -> sized(input, tensor, batchSize))
                    .orElse(input))
            .toList();
    return model.withGraph(
        new Graph(
            graph.name(),
            graph.nodes(),
            inputs,
            graph.outputs(),
            graph.initializers(),
            graph.sparseInitializers(),
            graph.valueInfo(),
            graph.residue()));
  }

  private static Value sized(Value input, Tensor tensor, int batchSize) {
    long[] dims = tensor.shape().toArray();
    if (dims.length > 0) {
      dims[0] = batchSize;
    }
    return new Value(input.name(), TensorType.of(tensor.type(), Shape.of(dims)), input.residue());
  }
}
