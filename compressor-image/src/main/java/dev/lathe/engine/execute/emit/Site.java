package dev.lathe.engine.execute.emit;

import dev.lathe.engine.execute.archive.TorchType;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A node where it is written, with what stands for its inputs. Where floats are computed with in
 * fewer bits, the tensors it gives are converted, and what is assigned is converted back.
 */
public final class Site {
  private final GraphEmitter emitter;
  private final Scope scope;
  private final Node node;
  private final TorchType numbers;

  /**
   * @param numbers what the node computes with in place of FLOAT
   */
  Site(GraphEmitter emitter, Scope scope, Node node, TorchType numbers) {
    this.emitter = emitter;
    this.scope = scope;
    this.node = node;
    this.numbers = numbers;
  }

  public Node node() {
    return node;
  }

  /** Returns the attributes as TorchScript spells them. */
  public Literals literals() {
    return new Literals(node);
  }

  public Code code() {
    return emitter.code();
  }

  public boolean has(int index) {
    return node.hasInput(index);
  }

  /**
   * Returns what stands for an input.
   *
   * @throws EngineException if it is omitted, or nothing writes it
   */
  public Operand operand(int index) {
    if (!has(index)) {
      throw wrong("input " + index + ": a value expected, found none");
    }
    return scope
        .get(node.input(index))
        .orElseThrow(() ->
            wrong("input %d: nothing before writes '%s'".formatted(index, node.input(index))));
  }

  /** Returns an expression that gives an input's tensor. */
  public String tensor(int index) {
    Operand operand = operand(index);
    return isFloat(operand.type())
        ? converted(operand.expression(), numbers)
        : operand.expression();
  }

  private String converted(String expression, TorchType to) {
    return numbers == TorchType.FLOAT
        ? expression
        : "torch.to(%s, %d)".formatted(expression, to.code());
  }

  private static boolean isFloat(Optional<DType> type) {
    return type.filter(DType.FLOAT::equals).isPresent();
  }

  /** Returns an expression that gives an input's tensor, or None where it is omitted. */
  public String optional(int index) {
    return has(index) ? tensor(index) : "None";
  }

  /** Returns the inputs from one on as a list. */
  public String tensorsFrom(int first) {
    List<String> tensors = new ArrayList<>();
    for (int i = first; i < node.inputs().size(); i++) {
      tensors.add(tensor(i));
    }
    return "[" + String.join(", ", tensors) + "]";
  }

  /** Returns an expression that gives the elements of an input as integers. */
  public String ints(int index) {
    Operand operand = operand(index);
    return operand
        .integers()
        .map(Operand.Integers::list)
        .orElseGet(() -> "layout.ints(" + operand.expression() + ")");
  }

  /** Returns the elements of an input that is the same in every run. */
  public Optional<Tensor> constant(int index) {
    return has(index) ? operand(index).constant() : Optional.empty();
  }

  /** Returns the element type that an attribute numbers as ONNX does, or None. */
  public String typeAttribute(String attribute, long byDefault) {
    int code = (int) node.intAttribute(attribute, byDefault);
    return code == 0 ? "None" : Integer.toString(TorchType.carrying(DType.ofOnnxCode(code)).code());
  }

  /** Returns an attribute of floats as a vector. */
  public Optional<Tensor> floats(String attribute) {
    return node.attribute(attribute)
        .filter(Attribute.Floats.class::isInstance)
        .map(Attribute.Floats.class::cast)
        .map(floats -> {
          float[] values = new float[floats.values().size()];
          for (int i = 0; i < values.length; i++) {
            values[i] = floats.values().get(i);
          }
          return Tensor.ofFloats(Shape.of(values.length), values);
        });
  }

  /** Returns the number of axes of an input, if it is the same in every run. */
  public OptionalInt rank(int index) {
    return scope.rank(node.input(index));
  }

  /** Returns the ONNX type of an input's elements, if known. */
  public Optional<DType> onnxType(int index) {
    return has(index) ? operand(index).type() : Optional.empty();
  }

  /**
   * Returns the type of an input's elements.
   *
   * @throws EngineException if it is not known
   */
  public TorchType inputType(int index) {
    return operand(index)
        .type()
        .map(TorchType::carrying)
        .orElseThrow(() -> wrong("input " + index + ": its element type is not known"));
  }

  /** Returns the ONNX type of an output's elements; that of the first input if undeclared. */
  public Optional<DType> outputOnnxType(int index) {
    String name = index < node.outputs().size() ? node.outputs().get(index) : "";
    return scope.declaredElements(name).or(() -> onnxType(0));
  }

  /** Returns the type of an output's elements; that of the first input if undeclared. */
  public TorchType outputType(int index) {
    return outputOnnxType(index)
        .map(TorchType::carrying)
        .orElseThrow(() -> wrong("output " + index + ": its element type is not known"));
  }

  /** Returns the type of the first output's elements; that of an input if undeclared. */
  public TorchType outputTypeLike(int input) {
    return scope
        .declaredElements(node.output())
        .or(() -> onnxType(input))
        .map(TorchType::carrying)
        .orElseThrow(() -> wrong("output 0: its element type is not known"));
  }

  /**
   * Writes the line that gives the outputs.
   *
   * @param count how many tensors the expression gives; 0: a list of as many as the node names
   */
  public void assign(int count, String expression) {
    List<String> names = new ArrayList<>();
    int given = count == 0 ? node.outputs().size() : count;
    for (int i = 0; i < given; i++) {
      names.add(code().freshName());
    }
    boolean isReal = count == 1 && isFloat(outputOnnxType(0));
    String targets = count == 1 ? names.getFirst() : String.join(", ", names) + ",";
    code().line(targets + " = " + (isReal ? converted(expression, TorchType.FLOAT) : expression));
    for (int i = 0; i < Math.min(given, node.outputs().size()); i++) {
      bind(i, Operand.of(names.get(i), outputOnnxType(i)));
    }
    if (node.outputs().size() > given) {
      throw wrong("%d outputs at most expected, found %d".formatted(given, node.outputs().size()));
    }
  }

  /** Says what stands for an output. */
  public void bind(int index, Operand operand) {
    if (!node.outputs().get(index).isEmpty()) {
      scope.put(node.outputs().get(index), operand);
    }
  }

  /**
   * Returns an attribute that is a body of control flow.
   *
   * @throws EngineException if there is none
   */
  public Graph body(String name) {
    if (node.attribute(name).orElse(null) instanceof Attribute.GraphValue(Graph body)) {
      return body;
    }
    throw wrong("attribute '" + name + "': a graph expected, found none");
  }

  /** Writes a body here and returns what stands for its outputs. */
  public List<Operand> inline(Graph body, List<Operand> inputs) {
    return emitter.body(body, inputs, scope);
  }

  /** Makes a constant part of the module and returns what stands for it. */
  public Operand store(Tensor constant) {
    return emitter.store(constant);
  }

  public EngineException wrong(String what) {
    return new EngineException(Reason.INVALID_MODEL, node.label() + ", " + what);
  }

  /** Returns the error that the operator is known, but not what this node wants of it. */
  public EngineException unsupported(String what) {
    return new EngineException(Reason.UNSUPPORTED_MODEL, node.label() + ": " + what);
  }
}
