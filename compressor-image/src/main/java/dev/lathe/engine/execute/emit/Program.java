package dev.lathe.engine.execute.emit;

import dev.lathe.engine.execute.archive.ModuleArchive;
import dev.lathe.engine.execute.archive.Stored;
import dev.lathe.engine.execute.archive.TorchType;
import dev.lathe.engine.execute.fuse.Fused;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.graph.shape.ShapeInference;
import dev.lathe.engine.tensor.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * A graph as the text of a module whose method {@code forward} takes its inputs and gives a list of
 * its outputs.
 *
 * @param inputs element types by name, in the order of the arguments
 * @param outputs element types by name, in the order of the list
 * @param parameters the attributes that change, by the names of initializers
 * @param origins the node each line of {@code forward} comes from
 */
public record Program(
    SequencedMap<String, DType> inputs,
    SequencedMap<String, DType> outputs,
    SequencedMap<String, String> parameters,
    List<Stored> tensors,
    List<String> lines,
    List<Optional<Node>> origins) {

  /**
   * Writes a model.
   *
   * @param request what is asked for besides the model's outputs
   * @throws EngineException UNSUPPORTED_MODEL if there is no row for a node, naming all such;
   *     INVALID_MODEL if a node is not as its operator wants it
   */
  public static Program of(Model model, OperatorTable table, Request request) {
    List<UnsupportedNode> unsupported = table.unsupported(model.graph(), model.opsets());
    if (!unsupported.isEmpty()) {
      throw new EngineException(
          Reason.UNSUPPORTED_MODEL,
          unsupported.stream()
              .map(UnsupportedNode::toString)
              .collect(Collectors.joining("; ", "the executor does not have ", "")));
    }
    Graph inferred = ShapeInference.infer(model).graph();
    Graph graph = Fused.graph(inferred, request.moving(), request.outputsOf(inferred));
    GraphEmitter emitter = new GraphEmitter(table, model.opsets(), request);
    SequencedMap<String, DType> inputs = new LinkedHashMap<>();
    SequencedMap<String, Operand> operands = new LinkedHashMap<>();
    for (Value input : graph.requiredInputs()) {
      DType type = elements(input);
      operands.put(
          input.name(),
          Operand.of(Boundary.entering(type, "x" + inputs.size()), Optional.of(type)));
      inputs.put(input.name(), type);
    }
    Scope scope = emitter.outermost(graph, operands);
    SequencedMap<String, DType> outputs = new LinkedHashMap<>();
    List<String> results = new ArrayList<>();
    for (String name : request.outputsOf(graph)) {
      Operand operand = GraphEmitter.output(scope, name);
      DType type =
          operand
              .type()
              .orElseThrow(() ->
                  new EngineException(
                      Reason.UNSUPPORTED_MODEL,
                      "the type of output '%s' is not known".formatted(name)));
      outputs.put(name, type);
      results.add(Boundary.leaving(type, operand.expression()));
    }
    emitter.code().line("return [" + String.join(", ", results) + "]");
    return new Program(
        inputs,
        outputs,
        emitter.parameters(),
        emitter.tensors(),
        emitter.code().lines(),
        emitter.code().origins());
  }

  private static DType elements(Value input) {
    if (input.type() instanceof TensorType type && type.elementType() != DType.STRING) {
      return type.elementType();
    }
    throw new EngineException(
        Reason.UNSUPPORTED_MODEL,
        "input '%s': a tensor of numbers expected, found another".formatted(input.name()));
  }

  /** Returns the module's file, with further methods of the same class. */
  public ModuleArchive archive(List<String> methods) {
    List<String> text = new ArrayList<>(head());
    text.addAll(lines);
    text.addAll(methods);
    return new ModuleArchive(
        Library.qualified(String.join("\n", text) + "\n"), Library.files(), tensors);
  }

  /** Returns the program with further attributes. */
  public Program withTensors(List<Stored> more) {
    List<Stored> all = new ArrayList<>(tensors);
    all.addAll(more);
    return new Program(inputs, outputs, parameters, all, lines, origins);
  }

  /** Returns the ONNX type of an attribute of floats. */
  public DType type(String attribute) {
    Stored found =
        tensors.stream().filter(one -> one.name().equals(attribute)).findFirst().orElseThrow();
    return found.type() == TorchType.DOUBLE ? DType.DOUBLE : DType.FLOAT;
  }

  /** Returns the node that a line of the text comes from, counted from 1. */
  public Optional<Node> origin(int line) {
    int index = line - 1 - head().size();
    return index >= 0 && index < origins.size() ? origins.get(index) : Optional.empty();
  }

  private List<String> head() {
    List<String> head = new ArrayList<>();
    head.add("class M(Module):");
    head.add("  __parameters__ = " + names(true));
    head.add("  __buffers__ = " + names(false));
    head.add("  training : bool");
    tensors.forEach(tensor -> head.add("  " + tensor.name() + " : Tensor"));
    head.add("  def forward(self" + arguments(", x%d: Tensor") + ") -> List[Tensor]:");
    return head;
  }

  private String names(boolean trainable) {
    return tensors.stream()
        .filter(tensor -> tensor.trainable() == trainable)
        .map(tensor -> "\"" + tensor.name() + "\", ")
        .collect(Collectors.joining("", "[", "]"));
  }

  /** Returns something for each input, numbered. */
  public String arguments(String format) {
    StringBuilder arguments = new StringBuilder();
    for (int i = 0; i < inputs.size(); i++) {
      arguments.append(format.formatted(i));
    }
    return arguments.toString();
  }
}
