package dev.lathe.engine.graph.shape;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Works out the types of a model's values from those of its inputs.
 *
 * <p>Extents that depend on the input stay open. Small integers that shapes are computed from are
 * followed through the graph, so that {@code Shape → Gather → Concat → Reshape} gives what it can.
 * Outputs of operators that are not known keep the type the file declares, if any, and so do all
 * before operator set 11. Bodies of control flow are done too.
 */
public final class ShapeInference {
  private ShapeInference() {}

  /**
   * Returns the model with the types of intermediate values filled in as far as they are known.
   * What the file declares stays where it is more precise; where it contradicts what follows from
   * the inputs, it is replaced. Inputs and outputs stay as they are declared.
   *
   * @throws EngineException ({@code INVALID_MODEL}) if a node cannot run on what it is given: a
   *     tensor of the wrong rank, inner extents that differ, an input that is missing
   */
  public static Model infer(Model model) {
    return model.withGraph(annotated(model.graph(), scope(model, Map.of(), true), true));
  }

  /**
   * Returns the model with the types of intermediate values as they are when it is run on inputs of
   * these shapes. What the file declares is not looked at but for operators that are not known.
   *
   * @param inputs shapes by the names of graph inputs; those left out are as declared
   * @throws EngineException ({@code INVALID_MODEL}) as {@link #infer(Model)}
   */
  public static Model infer(Model model, Map<String, Shape> inputs) {
    return model.withGraph(annotated(model.graph(), scope(model, inputs, true), false));
  }

  static Scope scope(Model model, Map<String, Shape> inputs, boolean declarations) {
    Scope scope =
        Scope.outermost(new Scope.Settings(model.opset(), model.irVersion() >= 4, declarations));
    for (Value input : model.graph().inputs()) {
      Shape shape = inputs.get(input.name());
      if (shape != null && input.type() instanceof TensorType declared) {
        scope.put(input.name(), Fact.of(declared.elementType(), Dims.of(shape)));
      }
    }
    GraphWalk.fill(model.graph(), scope);
    return scope;
  }

  private static Graph annotated(Graph graph, Scope scope, boolean keepDeclared) {
    List<Node> nodes = graph.nodes().stream().map(n -> annotated(n, scope, keepDeclared)).toList();
    SequencedMap<String, Value> valueInfo = new LinkedHashMap<>(graph.valueInfo());
    Set<String> outputs = graph.outputs().stream().map(Value::name).collect(Collectors.toSet());
    for (Node node : nodes) {
      for (String output : node.outputs()) {
        if (!output.isEmpty()
            && !outputs.contains(output)
            && scope.get(output).tensorType().isPresent()) {
          TensorType inferred = scope.get(output).tensorType().get();
          Value old = valueInfo.get(output);
          valueInfo.put(
              output,
              old == null
                  ? Value.of(output, inferred)
                  : new Value(
                      output, keepDeclared ? merged(inferred, old) : inferred, old.residue()));
        }
      }
    }
    return new Graph(
        graph.name(),
        nodes,
        graph.inputs(),
        graph.outputs(),
        graph.initializers(),
        graph.sparseInitializers(),
        valueInfo,
        graph.residue());
  }

  private static TensorType merged(TensorType inferred, Value declared) {
    if (!(declared.type() instanceof TensorType old)
        || old.elementType() != inferred.elementType()
        || old.shape().isEmpty()) {
      return inferred;
    }
    if (inferred.shape().isEmpty()) {
      return old;
    }
    List<Dim> before = old.shape().get();
    List<Dim> dims = inferred.shape().get();
    if (before.size() != dims.size()) {
      return inferred;
    }
    List<Dim> sharper = new ArrayList<>();
    for (int axis = 0; axis < dims.size(); axis++) {
      sharper.add(Dims.sharper(dims.get(axis), before.get(axis)));
    }
    return new TensorType(inferred.elementType(), java.util.Optional.of(sharper));
  }

  private static Node annotated(Node node, Scope scope, boolean keepDeclared) {
    Node result = node;
    for (Map.Entry<String, Attribute> entry : node.attributes().entrySet()) {
      if (entry.getValue() instanceof Attribute.GraphValue(Graph body)
          && scope.of(body).isPresent()) {
        Graph done = annotated(body, scope.of(body).get(), keepDeclared);
        result = result.withAttribute(entry.getKey(), new Attribute.GraphValue(done));
      }
    }
    return result;
  }
}
