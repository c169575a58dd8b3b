package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.ValueType;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.graph.shape.KnownValues;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds what may insist on half precision. */
final class PinnedHalf {
  /** Whose operators take FLOAT wherever they take FLOAT16: ONNX's and ONNX Runtime's. */
  private static final Set<String> DOMAINS = Set.of("", "ai.onnx.ml", "com.microsoft");

  private final KnownValues known;
  private final List<Rewrite.Refusal> found = new ArrayList<>();

  private PinnedHalf(KnownValues known) {
    this.known = known;
  }

  /** Whether nobody knows what types a node takes. */
  static boolean isForeign(Node node) {
    return !DOMAINS.contains(node.domain());
  }

  /** Returns where it is and why, in the order of the graph; empty if all can be widened. */
  static List<Rewrite.Refusal> in(Model model) {
    PinnedHalf pinned = new PinnedHalf(KnownValues.of(model));
    pinned.look(model.graph());
    return pinned.found;
  }

  private void look(Graph graph) {
    Stream.concat(graph.inputs().stream(), graph.outputs().stream())
        .filter(
            value -> value.type() instanceof ValueType.Other other && !other.encoded().isEmpty())
        .forEach(value ->
            found.add(
                new Rewrite.Refusal(
                    "value '" + value.name() + "'",
                    "it is no tensor, and may be in half precision")));
    for (Node node : graph.nodes()) {
      obstacle(node, graph).ifPresent(reason -> found.add(Rewrite.Refusal.of(node, reason)));
      node.bodies().forEach(this::look);
    }
  }

  private Optional<String> obstacle(Node node, Graph graph) {
    if (isForeign(node) && (!node.bodies().isEmpty() || mayTouchHalf(node, graph))) {
      return Optional.of("it is not known to take FLOAT instead");
    }
    if (node.domain().equals("com.microsoft") && node.opType().equals("NhwcFusedConv")) {
      return Optional.of("it takes nothing but FLOAT16");
    }
    if (node.is("BitCast") && mayTouchHalf(node, graph)) {
      return Optional.of("it takes numbers by their bits");
    }
    return isForeign(node)
        ? Optional.empty()
        : node.attributes().entrySet().stream()
            .filter(entry -> entry.getValue() instanceof Attribute.Opaque)
            .findFirst()
            .map(entry -> "its attribute '%s' may be in half precision".formatted(entry.getKey()));
  }

  private boolean mayTouchHalf(Node node, Graph graph) {
    return Stream.concat(node.inputs().stream(), node.outputs().stream())
        .filter(value -> !value.isEmpty())
        .anyMatch(value -> type(value, graph).map(DType::isHalf).orElse(true));
  }

  private Optional<DType> type(String value, Graph graph) {
    return known
        .type(value)
        .or(() ->
            graph
                .declaredType(value)
                .filter(TensorType.class::isInstance)
                .map(TensorType.class::cast))
        .map(TensorType::elementType)
        .or(() -> graph.initializer(value).map(Tensor::type));
  }
}
