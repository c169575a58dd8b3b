package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Function;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphCheck;
import dev.lathe.engine.graph.Initializer;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.graph.SparseTensor;
import dev.lathe.engine.graph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/**
 * The body of a function at one call of it: attributes have their values, inputs and outputs the
 * names that the caller has for them, and all other values names that are free in the model, behind
 * that of the call.
 *
 * <p>An attribute that a node refers to is that of the call, else the default, and is left out
 * where there is none either. What is declared of types within is dropped: it need not hold here.
 */
final class CalledBody {
  private final Function function;
  private final Node call;
  private final Map<String, Attribute> attributes;

  private CalledBody(Function function, Node call) {
    this.function = function;
    this.call = call;
    attributes = new LinkedHashMap<>(function.defaults());
    attributes.putAll(call.attributes());
  }

  /**
   * Returns a graph whose nodes can stand in the place of the call.
   *
   * @param freshName makes a name free in the whole model
   * @throws EngineException INVALID_MODEL if the function is not valid, or not called so
   */
  static Graph of(Function function, Node call, UnaryOperator<String> freshName) {
    CalledBody body = new CalledBody(function, call);
    GraphCheck.firstProblem(function.body())
        .ifPresent(problem -> {
          throw body.invalid(problem);
        });
    body.checkCount("inputs", call.inputs(), function.body().inputs());
    body.checkCount("outputs", call.outputs(), function.body().outputs());
    return body.toGraph(CallNames.of(call, freshName));
  }

  private void checkCount(String what, List<String> given, List<Value> declared) {
    if (given.size() > declared.size()) {
      throw invalid(
          "it is called with %d %s, and has %d".formatted(given.size(), what, declared.size()));
    }
  }

  private EngineException invalid(String problem) {
    return new EngineException(
        Reason.INVALID_MODEL,
        "%s: function %s: %s".formatted(call.label(), function.id(), problem));
  }

  private Graph toGraph(CallNames names) {
    List<Value> inputs = function.body().inputs();
    for (int i = 0; i < inputs.size(); i++) {
      names.put(inputs.get(i).name(), call.input(i));
    }
    List<Node> handingOn = new ArrayList<>();
    List<Value> outputs = function.body().outputs();
    for (int i = 0; i < call.outputs().size(); i++) {
      String output = outputs.get(i).name();
      String name = call.outputs().get(i);
      if (!name.isEmpty() && names.has(output)) {
        handingOn.add(Node.of("Identity", name, List.of(present(output, names)), List.of(name)));
      } else if (!name.isEmpty()) {
        names.put(output, name);
      }
    }
    List<Node> nodes = placed(function.body().nodes(), names);
    nodes.addAll(handingOn);
    return new Graph(
        function.id().name(),
        nodes,
        untyped(call.inputs()),
        untyped(call.outputs()),
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        Residue.none());
  }

  private static List<Value> untyped(List<String> names) {
    return names.stream().filter(name -> !name.isEmpty()).distinct().map(Value::untyped).toList();
  }

  private List<Node> placed(List<Node> nodes, CallNames names) {
    List<Node> placed = new ArrayList<>();
    for (Node node : nodes) {
      Map<String, Attribute> bound = new LinkedHashMap<>();
      node.attributes()
          .forEach((name, value) -> placed(value, names).ifPresent(v -> bound.put(name, v)));
      List<String> inputs = node.inputs().stream().map(names::read).toList();
      placed.add(
          new Node(
              node.name().isEmpty() ? "" : names.behindCall(node.name()),
              node.domain(),
              node.opType(),
              node.overload(),
              inputs,
              node.outputs().stream().map(names::write).toList(),
              bound,
              node.residue()));
    }
    return placed;
  }

  private Optional<Attribute> placed(Attribute attribute, CallNames names) {
    return switch (attribute) {
      case Attribute.Reference(String parameter, Residue _) ->
          Optional.ofNullable(attributes.get(parameter));
      case Attribute.GraphValue(Graph body) ->
          Optional.of(new Attribute.GraphValue(placed(body, names.within())));
      case Attribute.Graphs(List<Graph> bodies) ->
          Optional.of(
              new Attribute.Graphs(
                  bodies.stream().map(body -> placed(body, names.within())).toList()));
      case Attribute.IntValue _,
          Attribute.FloatValue _,
          Attribute.StringValue _,
          Attribute.TensorValue _,
          Attribute.Ints _,
          Attribute.Floats _,
          Attribute.Strings _,
          Attribute.Opaque _ ->
          Optional.of(attribute);
    };
  }

  private Graph placed(Graph body, CallNames names) {
    List<Value> inputs =
        body.inputs().stream().map(value -> renamed(value, names.write(value.name()))).toList();
    SequencedMap<String, Initializer> initializers = new LinkedHashMap<>();
    for (Initializer one : body.initializers().values()) {
      String name = names.write(one.name());
      initializers.put(name, new Initializer(name, one.tensor(), one.residue()));
    }
    SequencedMap<String, SparseTensor> sparse = new LinkedHashMap<>();
    body.sparseInitializers().forEach((name, one) -> sparse.put(names.write(name), one));
    List<Node> nodes = placed(body.nodes(), names);
    List<Value> outputs =
        body.outputs().stream().map(value -> renamed(value, present(value.name(), names))).toList();
    return new Graph(
        body.name(),
        nodes,
        inputs,
        outputs,
        initializers,
        sparse,
        new LinkedHashMap<>(),
        body.residue());
  }

  private static Value renamed(Value value, String name) {
    return new Value(name, value.type(), value.residue());
  }

  /** Returns the name of a value that cannot be an input left out. */
  private String present(String value, CallNames names) {
    String name = names.read(value);
    if (name.isEmpty()) {
      throw invalid("it hands on its input '%s', which the call leaves out".formatted(value));
    }
    return name;
  }
}
