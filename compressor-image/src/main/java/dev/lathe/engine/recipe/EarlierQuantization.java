package dev.lathe.engine.recipe;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.wording.Count;
import java.util.List;
import java.util.Set;

/** What somebody has quantized before. */
final class EarlierQuantization {
  private static final Set<String> OPERATORS =
      Set.of(
          "ConvInteger",
          "DequantizeLinear",
          "DynamicQuantizeLinear",
          "MatMulInteger",
          "MatMulNBits",
          "QuantizeLinear");

  private final List<Node> nodes;

  private EarlierQuantization(List<Node> nodes) {
    this.nodes = nodes;
  }

  static EarlierQuantization in(Graph graph) {
    return new EarlierQuantization(
        graph.nodes().stream()
            .filter(
                node -> OPERATORS.contains(node.opType()) || node.opType().startsWith("QLinear"))
            .toList());
  }

  /** Returns sentences for the report. */
  List<String> notes() {
    return nodes.isEmpty()
        ? List.of()
        : List.of(
            "the model came with %s of an earlier quantization, which %s"
                .formatted(
                    Count.of(nodes.size(), "node"),
                    Count.form(nodes.size(), "stays as it is", "stay as they are")));
  }

  /** Returns why nothing is left to quantize: what was found, unless there is a better reason. */
  EngineException explain(EngineException failure) {
    if (nodes.isEmpty() || failure.reason() != Reason.UNSUPPORTED_MODEL) {
      return failure;
    }
    return new EngineException(
        Reason.UNSUPPORTED_MODEL,
        "the model is quantized already (%s, for one): start from the model in floating point; %s"
            .formatted(nodes.getFirst().label(), failure.getMessage()),
        failure);
  }
}
