package dev.lathe.engine.execute.emit;

import dev.lathe.engine.execute.archive.Stored;
import dev.lathe.engine.execute.archive.TorchType;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Initializer;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Writes the nodes of a graph, its bodies included, as statements of one method. */
final class GraphEmitter {
  private final OperatorTable table;
  private final Map<String, Long> opsets;
  private final Request request;
  private final List<Stored> tensors = new ArrayList<>();
  private final SequencedMap<String, String> parameters = new LinkedHashMap<>();
  private Code code;

  GraphEmitter(OperatorTable table, Map<String, Long> opsets, Request request) {
    this.table = table;
    this.opsets = opsets;
    this.request = request;
    code = new Code("    ");
  }

  Code code() {
    return code;
  }

  /** Returns what the module must hold. */
  List<Stored> tensors() {
    return tensors;
  }

  /** Returns the attributes of the module that change, by the names of initializers. */
  SequencedMap<String, String> parameters() {
    return parameters;
  }

  /** Writes the outermost graph and returns its values. */
  Scope outermost(Graph graph, SequencedMap<String, Operand> inputs) {
    Scope scope = new Scope(graph, null);
    graph.initializers().values().forEach(one -> scope.put(one.name(), initializer(one)));
    inputs.forEach(scope::put);
    nodes(graph, scope);
    return scope;
  }

  /** Writes a body of control flow and returns what stands for its outputs. */
  List<Operand> body(Graph body, List<Operand> inputs, Scope outer) {
    Scope scope = new Scope(body, outer);
    body.initializers().values().forEach(one -> scope.put(one.name(), store(one.tensor())));
    for (int i = 0; i < body.inputs().size(); i++) {
      scope.put(body.inputs().get(i).name(), inputs.get(i));
    }
    nodes(body, scope);
    return body.outputs().stream().map(output -> output(scope, output.name())).toList();
  }

  static Operand output(Scope scope, String name) {
    return scope
        .get(name)
        .orElseThrow(() ->
            new EngineException(
                Reason.INVALID_MODEL, "output '%s': nothing writes it".formatted(name)));
  }

  private void nodes(Graph graph, Scope scope) {
    for (Node node : graph.nodes()) {
      Operator operator =
          table
              .find(node, opsets.getOrDefault(node.domain(), 1L))
              .orElseThrow(() -> new IllegalStateException("unsupported: " + node.label()));
      TorchType numbers = operator.isProduct() ? request.products() : TorchType.FLOAT;
      code.of(node, () -> operator.emitter().emit(new Site(this, scope, node, numbers)));
    }
  }

  private Operand initializer(Initializer one) {
    if (!request.moving().contains(one.name())) {
      return store(one.tensor());
    }
    String attribute = "p" + tensors.size();
    parameters.put(one.name(), attribute);
    return keep(attribute, one.tensor(), request.trainable().contains(one.name()));
  }

  /** Makes a constant part of the module. */
  Operand store(Tensor constant) {
    if (constant.type() == DType.STRING) {
      return Operand.of("None", Optional.of(DType.STRING));
    }
    Operand stored = keep("c" + tensors.size(), constant, false);
    return new Operand(
        stored.expression(),
        stored.type(),
        Optional.of(constant),
        integers(constant),
        Optional.empty());
  }

  private Operand keep(String attribute, Tensor tensor, boolean isTrained) {
    tensors.add(
        new Stored(
            attribute,
            TorchType.carrying(tensor.type()),
            tensor.shape(),
            dev.lathe.engine.execute.archive.Widening.of(tensor),
            isTrained));
    return Operand.of("self." + attribute, Optional.of(tensor.type()));
  }

  private static Optional<Operand.Integers> integers(Tensor tensor) {
    if (tensor.type() != DType.INT64
        || tensor.shape().rank() > 1
        || tensor.shape().elementCount() > 64) {
      return Optional.empty();
    }
    List<String> elements = new ArrayList<>();
    for (long element : tensor.toLongs()) {
      elements.add(Long.toString(element));
    }
    return Optional.of(new Operand.Integers(elements, tensor.shape().rank() == 0));
  }
}
