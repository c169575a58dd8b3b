package dev.lathe.engine.graph;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One application of an operator.
 *
 * @param name for people; may be empty, and need not be unique
 * @param domain empty for the standard operators: {@code ai.onnx} reads as empty
 * @param overload tells functions of one domain and type apart; empty for most
 * @param inputs names of values; an omitted optional input is an empty name
 * @param outputs names of values; an omitted optional output is an empty name
 * @param attributes in the order of the file
 * @param residue what else the file says of it: documentation, metadata
 */
public record Node(
    String name,
    String domain,
    String opType,
    String overload,
    List<String> inputs,
    List<String> outputs,
    Map<String, Attribute> attributes,
    Residue residue) {
  public Node {
    if (opType.isEmpty()) {
      throw new IllegalArgumentException("node '%s' names no operator".formatted(name));
    }
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes =
        attributes.isEmpty()
            ? Map.of()
            : Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** Makes a node without an overload. */
  public Node(
      String name,
      String domain,
      String opType,
      List<String> inputs,
      List<String> outputs,
      Map<String, Attribute> attributes,
      Residue residue) {
    this(name, domain, opType, "", inputs, outputs, attributes, residue);
  }

  /** Returns a node of a standard operator without attributes. */
  public static Node of(String opType, String name, List<String> inputs, List<String> outputs) {
    return new Node(name, "", opType, inputs, outputs, Map.of(), Residue.none());
  }

  /** Whether this is the standard operator of that type. */
  public boolean is(String standardOpType) {
    return domain.isEmpty() && opType.equals(standardOpType);
  }

  /** Returns the name of an input, or an empty one where it is omitted. */
  public String input(int index) {
    return index < inputs.size() ? inputs.get(index) : "";
  }

  /** Whether the input is there and not omitted. */
  public boolean hasInput(int index) {
    return !input(index).isEmpty();
  }

  /** Returns the name of the first output. */
  public String output() {
    return outputs.getFirst();
  }

  public Optional<Attribute> attribute(String attributeName) {
    return Optional.ofNullable(attributes.get(attributeName));
  }

  /**
   * Returns an integer attribute, or the operator's default for it.
   *
   * @throws EngineException ({@code INVALID_MODEL}) if the attribute is of another kind
   */
  public long intAttribute(String attributeName, long ifAbsent) {
    return attribute(attributeName)
        .map(a -> expect(Attribute.IntValue.class, attributeName, a).value())
        .orElse(ifAbsent);
  }

  /** Returns a float attribute, or the operator's default for it. */
  public float floatAttribute(String attributeName, float ifAbsent) {
    return attribute(attributeName)
        .map(a -> expect(Attribute.FloatValue.class, attributeName, a).value())
        .orElse(ifAbsent);
  }

  /** Returns a string attribute, or the operator's default for it. */
  public String stringAttribute(String attributeName, String ifAbsent) {
    return attribute(attributeName)
        .map(a -> expect(Attribute.StringValue.class, attributeName, a).text())
        .orElse(ifAbsent);
  }

  /** Returns an attribute of integers, or empty where it is absent. */
  public Optional<List<Long>> intsAttribute(String attributeName) {
    return attribute(attributeName)
        .map(a -> expect(Attribute.Ints.class, attributeName, a).values());
  }

  /** Returns a tensor attribute, or empty where it is absent. */
  public Optional<Tensor> tensorAttribute(String attributeName) {
    return attribute(attributeName)
        .map(a -> expect(Attribute.TensorValue.class, attributeName, a).value());
  }

  /** Returns the bodies of control flow among the attributes, in their order. */
  public List<Graph> bodies() {
    List<Graph> bodies = new ArrayList<>();
    for (Attribute attribute : attributes.values()) {
      if (attribute instanceof Attribute.GraphValue(Graph body)) {
        bodies.add(body);
      } else if (attribute instanceof Attribute.Graphs(List<Graph> several)) {
        bodies.addAll(several);
      }
    }
    return bodies;
  }

  public Node withInputs(List<String> others) {
    return new Node(name, domain, opType, overload, others, outputs, attributes, residue);
  }

  public Node withInput(int index, String other) {
    List<String> changed = new ArrayList<>(inputs);
    while (changed.size() <= index) {
      changed.add("");
    }
    changed.set(index, other);
    return withInputs(changed);
  }

  public Node withOutputs(List<String> others) {
    return new Node(name, domain, opType, overload, inputs, others, attributes, residue);
  }

  public Node withAttribute(String attributeName, Attribute value) {
    Map<String, Attribute> changed = new LinkedHashMap<>(attributes);
    changed.put(attributeName, value);
    return new Node(name, domain, opType, overload, inputs, outputs, changed, residue);
  }

  public Node withoutAttribute(String attributeName) {
    Map<String, Attribute> changed = new LinkedHashMap<>(attributes);
    changed.remove(attributeName);
    return new Node(name, domain, opType, overload, inputs, outputs, changed, residue);
  }

  /** Returns this node with every input name mapped, those of its bodies left alone. */
  public Node mapInputs(UnaryOperator<String> renaming) {
    return withInputs(inputs.stream().map(renaming).toList());
  }

  /**
   * Returns how messages name this node: {@code Conv 'conv_12'}, by its output if it has no name.
   */
  public String label() {
    String of = name.isEmpty() ? (outputs.isEmpty() ? "" : output()) : name;
    return (domain.isEmpty() ? "" : domain + ".") + opType + " '" + of + "'";
  }

  private <A extends Attribute> A expect(Class<A> kind, String attributeName, Attribute found) {
    if (!kind.isInstance(found)) {
      throw new EngineException(
          Reason.INVALID_MODEL,
          "%s, attribute '%s': %s expected, found %s"
              .formatted(
                  label(), attributeName, kind.getSimpleName(), found.getClass().getSimpleName()));
    }
    return kind.cast(found);
  }
}
