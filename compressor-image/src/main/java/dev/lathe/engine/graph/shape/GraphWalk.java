package dev.lathe.engine.graph.shape;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Goes over the nodes of a graph in order and notes what becomes known of their outputs. */
final class GraphWalk {
  /** Before, several operators took as attributes what they take as inputs since then. */
  private static final long OLDEST_OPSET = 11;

  private GraphWalk() {}

  /**
   * Fills the scope with all values of the graph. Inputs that it has already are left as they are.
   *
   * @throws EngineException if a node cannot run on what it is given
   */
  static void fill(Graph graph, Scope scope) {
    Set<String> inputs = graph.inputs().stream().map(Value::name).collect(Collectors.toSet());
    graph
        .sparseInitializers()
        .forEach((name, sparse) ->
            scope.put(name, Fact.of(sparse.values().type(), Dims.of(sparse.shape()))));
    graph
        .initializers()
        .forEach((name, initializer) -> {
          if (!inputs.contains(name) || !scope.settings().defaults()) {
            scope.put(name, Fact.of(initializer.tensor()));
          }
        });
    for (Value input : graph.inputs()) {
      if (!scope.has(input.name()) && input.type() instanceof TensorType type) {
        scope.put(input.name(), Fact.of(type));
      }
    }
    for (Node node : graph.nodes()) {
      List<Fact> facts = infer(node, scope);
      for (int i = 0; i < node.outputs().size(); i++) {
        String output = node.outputs().get(i);
        Fact fact = i < facts.size() ? facts.get(i) : Fact.unknown();
        if (!output.isEmpty()) {
          scope.put(
              output, scope.settings().declarations() ? believing(graph, output, fact) : fact);
        }
      }
    }
  }

  /** Takes the declared type where nothing is known, not even by a rule that gave up. */
  private static Fact believing(Graph graph, String value, Fact fact) {
    boolean nothing = fact.type().isEmpty() && fact.dims().isEmpty();
    return nothing && graph.declaredType(value).orElse(null) instanceof TensorType type
        ? Fact.of(type)
        : fact;
  }

  private static List<Fact> infer(Node node, Scope scope) {
    Optional<Rule> rule =
        node.domain().isEmpty() && scope.settings().opset() >= OLDEST_OPSET
            ? Rules.of(node.opType())
            : Optional.empty();
    if (rule.isEmpty()) {
      return List.of();
    }
    List<Fact> inputs =
        node.inputs().stream()
            .map(name -> name.isEmpty() ? Fact.unknown() : scope.get(name))
            .toList();
    Site site = new Site(node, inputs, scope);
    try {
      return evaluated(site, rule.get().infer(site));
    } catch (ArithmeticException e) {
      throw new EngineException(
          Reason.INVALID_MODEL, node.label() + ": extents overflow 64 bits", e);
    }
  }

  private static List<Fact> evaluated(Site site, List<Fact> facts) {
    Optional<Evaluation> evaluation = Evaluations.of(site.node().opType());
    if (evaluation.isEmpty()) {
      return facts;
    }
    List<Fact> result = new ArrayList<>();
    for (int i = 0; i < facts.size(); i++) {
      Fact fact = facts.get(i);
      Optional<Shape> shape = fact.shape().filter(Content::fits);
      Optional<Content> content = Optional.empty();
      if (shape.isPresent() && fact.type().filter(Content::holds).isPresent()) {
        Evaluation.Output output = new Evaluation.Output(i, fact.type().get(), shape.get());
        content = evaluation.get().evaluate(site, output);
      }
      result.add(content.map(fact::withContent).orElse(fact));
    }
    return result;
  }
}
