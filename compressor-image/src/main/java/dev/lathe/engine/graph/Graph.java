package dev.lathe.engine.graph;

import dev.lathe.engine.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * An ONNX graph: nodes in topological order, each value written once.
 *
 * <p>Changed copies come from {@link #edit()}. The constructor does not check order and uniqueness,
 * since a body of control flow reads names of the graphs around it: {@link GraphCheck} does, from
 * the outermost graph.
 *
 * @param initializers by name, in the order of the file
 * @param sparseInitializers by name, in the order of the file
 * @param valueInfo declared types of intermediate values, by name; may be incomplete
 * @param residue what else the file says of it
 */
public record Graph(
    String name,
    List<Node> nodes,
    List<Value> inputs,
    List<Value> outputs,
    SequencedMap<String, Initializer> initializers,
    SequencedMap<String, SparseTensor> sparseInitializers,
    SequencedMap<String, Value> valueInfo,
    Residue residue) {
  public Graph {
    nodes = List.copyOf(nodes);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    initializers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(initializers));
    sparseInitializers =
        Collections.unmodifiableSequencedMap(new LinkedHashMap<>(sparseInitializers));
    valueInfo = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(valueInfo));
  }

  /** Returns the dense initializer of that name. */
  public Optional<Tensor> initializer(String valueName) {
    return Optional.ofNullable(initializers.get(valueName)).map(Initializer::tensor);
  }

  /** Whether the name is that of a dense or sparse initializer. */
  public boolean isInitializer(String valueName) {
    return initializers.containsKey(valueName) || sparseInitializers.containsKey(valueName);
  }

  /**
   * Returns the inputs a caller must feed: those without an initializer, which up to IR version 3
   * had to be listed among the inputs too.
   */
  public List<Value> requiredInputs() {
    return inputs.stream().filter(input -> !isInitializer(input.name())).toList();
  }

  /** Returns the declared type of an input, output or intermediate value. */
  public Optional<ValueType> declaredType(String valueName) {
    Value intermediate = valueInfo.get(valueName);
    if (intermediate != null) {
      return Optional.of(intermediate.type());
    }
    return java.util.stream.Stream.concat(inputs.stream(), outputs.stream())
        .filter(value -> value.name().equals(valueName))
        .map(Value::type)
        .findFirst();
  }

  /** Starts a changed copy. */
  public GraphEditor edit() {
    return new GraphEditor(this);
  }

  public Graph withValueInfo(Map<String, Value> other) {
    return new Graph(
        name,
        nodes,
        inputs,
        outputs,
        initializers,
        sparseInitializers,
        new LinkedHashMap<>(other),
        residue);
  }
}
