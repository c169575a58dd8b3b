package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Function;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Initializer;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** Goes through the graphs of one model and puts functions in the place of their calls. */
final class Inlining {
  /** Modules within modules take some ten. */
  private static final int DEEPEST = 100;

  /** A few functions that call one another twice could ask for more than any memory holds. */
  private static final int MOST_NODES = 200_000;

  private final Model model;
  private final Map<Function.Id, String> obstacles;
  private final Tally tally;
  private final GraphEditor names;
  private final List<Function.Id> open = new ArrayList<>();
  private long nodes;

  Inlining(FunctionImports imports, Tally tally) {
    model = imports.model();
    obstacles = imports.obstacles();
    this.tally = tally;
    names = model.graph().edit();
  }

  /** What a graph is made of anew. */
  private record Parts(List<Node> nodes, SequencedMap<String, Initializer> initializers) {}

  /** Returns the very graph if nothing in it was a call that could be replaced. */
  Graph inlined(Graph graph) {
    int before = tally.changes();
    Parts parts = new Parts(new ArrayList<>(), new LinkedHashMap<>(graph.initializers()));
    graph.nodes().forEach(node -> add(node, parts));
    return tally.changes() == before
        ? graph
        : new Graph(
            graph.name(),
            parts.nodes(),
            graph.inputs(),
            graph.outputs(),
            parts.initializers(),
            graph.sparseInitializers(),
            graph.valueInfo(),
            graph.residue());
  }

  private void add(Node given, Parts parts) {
    Node node = Bodies.changeBodies(given, this::inlined);
    Function function = model.functions().get(Function.Id.calledBy(node));
    Optional<Graph> body = function == null ? Optional.empty() : body(node, function);
    if (function == null || body.isEmpty()) {
      parts.nodes().add(node);
      return;
    }
    tally.change();
    parts.initializers().putAll(body.get().initializers());
    open.add(function.id());
    body.get().nodes().forEach(inner -> add(inner, parts));
    open.removeLast();
  }

  /** Returns what stands for a call, in the operator set of the model. */
  private Optional<Graph> body(Node call, Function function) {
    checkDepth(call, function.id());
    String obstacle = obstacles.get(function.id());
    if (obstacle != null) {
      tally.refuse(call, obstacle);
      return Optional.empty();
    }
    Graph body = CalledBody.of(function, call, names::freshName);
    nodes += body.nodes().size();
    if (nodes > MOST_NODES) {
      throw new EngineException(
          Reason.UNSUPPORTED_MODEL,
          "with its functions in their places the model has more than %d nodes"
              .formatted(MOST_NODES));
    }
    long version = FunctionImports.version(function, model);
    return version == model.opset() ? Optional.of(body) : converted(call, body, version);
  }

  private Optional<Graph> converted(Node call, Graph body, long version) {
    if (!call.bodies().isEmpty()) {
      tally.refuse(
          call,
          "it is of operator set %d, and a body that it is given of %d"
              .formatted(version, model.opset()));
      return Optional.empty();
    }
    Tally conversions = new Tally();
    Model old = model.withGraph(body).withOpset("", version);
    Graph converted = UpgradeOpset.converted(old, model.opset(), names, conversions).graph();
    if (conversions.refused()) {
      tally.refuse(call, "within it " + conversions.outcome(old, body).refusals().getFirst());
      return Optional.empty();
    }
    return Optional.of(converted);
  }

  private void checkDepth(Node call, Function.Id id) {
    if (open.contains(id)) {
      String cycle =
          open.subList(open.indexOf(id), open.size()).stream()
              .map(one -> one + " calls ")
              .collect(Collectors.joining());
      throw new EngineException(
          Reason.INVALID_MODEL,
          "%s: function %s calls itself, which ONNX does not allow: %s%s"
              .formatted(call.label(), id, cycle, id));
    }
    if (open.size() == DEEPEST) {
      throw new EngineException(
          Reason.UNSUPPORTED_MODEL,
          "%s: functions call one another more than %d deep".formatted(call.label(), DEEPEST));
    }
  }
}
