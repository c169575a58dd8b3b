package dev.lathe.engine.train.loss;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Writes arithmetic behind the values of a model, as nodes of the model's own operator set, 11 or
 * newer. Values are told by their names; each method returns that of what it adds.
 *
 * <p>Constants are nodes and no initializers, so that nobody takes them for weights.
 */
public final class Formula {
  /** The domain of operators that the executor alone knows. */
  private static final String PRIVATE_DOMAIN = "dev.lathe";

  /** The operator set from which on axes are an input of these instead of an attribute. */
  private static final Map<String, Integer> AXES_ARE_INPUT_SINCE =
      Map.of("ReduceSum", 13, "Squeeze", 13, "Unsqueeze", 13);

  private static final int AXES_ARE_INPUT_OF_ALL_SINCE = 18;

  private final Model model;
  private final DType reals;
  private final GraphEditor editor;
  private final SequencedMap<String, Value> declared = new LinkedHashMap<>();

  private Formula(Model model, DType reals) {
    this.model = model;
    this.reals = reals;
    editor = model.graph().edit();
  }

  /** Starts a formula that reckons in FLOAT. */
  public static Formula on(Model model) {
    return new Formula(model, DType.FLOAT);
  }

  /** Starts a formula that reckons in DOUBLE if the output is in DOUBLE, else in FLOAT. */
  static Formula on(Model model, Prediction prediction) {
    return new Formula(model, prediction.type() == DType.DOUBLE ? DType.DOUBLE : DType.FLOAT);
  }

  /** Adds an input; where the name is taken, another. */
  public String input(String hint, DType type, List<Dim> dims) {
    String name = editor.freshName(hint);
    editor.addInput(Value.of(name, new TensorType(type, Optional.of(dims))));
    return name;
  }

  /** Adds an initializer that is to be trained. */
  public String parameter(String hint, Tensor tensor) {
    String name = editor.freshName(hint);
    editor.initializer(name, tensor);
    return name;
  }

  /** Makes a number an output, and returns the output's name. */
  public String output(String hint, String value) {
    return output(hint, value, List.of());
  }

  /** Makes reals of these extents an output, and returns the output's name. */
  public String output(String hint, String value, List<Dim> dims) {
    String name = editor.freshName(hint);
    add("", "Identity", Map.of(), List.of(value), name);
    editor.addOutput(Value.of(name, new TensorType(reals, Optional.of(dims))));
    return name;
  }

  public String constant(Tensor value) {
    return op("Constant", Map.of("value", Attribute.of(value)));
  }

  /** Adds a real constant without axes. */
  public String number(double value) {
    if (reals == DType.FLOAT) {
      return constant(Tensor.ofFloats(Shape.scalar(), (float) value));
    }
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value);
    return constant(Tensor.ofBytes(DType.DOUBLE, Shape.scalar(), bytes.array()));
  }

  /** Adds an INT64 vector. */
  public String longs(long... values) {
    return constant(Tensor.ofLongs(Shape.of(values.length), values));
  }

  /** Adds a node of one output. */
  public String op(String opType, String... inputs) {
    return op(opType, Map.of(), inputs);
  }

  /** Adds a node of one output. */
  public String op(String opType, Map<String, Attribute> attributes, String... inputs) {
    return add("", opType, attributes, List.of(inputs), editor.freshName("loss/" + opType));
  }

  /** Adds a node that only the executor knows, which gives reals. */
  public String kernel(String opType, Map<String, Attribute> attributes, String... inputs) {
    String name = editor.freshName("loss/" + opType);
    declared.put(name, Value.of(name, new TensorType(reals, Optional.empty())));
    return add(PRIVATE_DOMAIN, opType, attributes, List.of(inputs), name);
  }

  private String add(
      String domain,
      String opType,
      Map<String, Attribute> attributes,
      List<String> inputs,
      String output) {
    editor.add(
        new Node(output, domain, opType, inputs, List.of(output), attributes, Residue.none()));
    return output;
  }

  public String add(String a, String b) {
    return op("Add", a, b);
  }

  public String subtract(String a, String b) {
    return op("Sub", a, b);
  }

  public String multiply(String a, String b) {
    return op("Mul", a, b);
  }

  public String divide(String a, String b) {
    return op("Div", a, b);
  }

  public String scale(String a, double factor) {
    return factor == 1 ? a : multiply(a, number(factor));
  }

  public String cast(String x, DType type) {
    return op("Cast", Map.of("to", Attribute.of(type.onnxCode())), x);
  }

  /** Makes reals of numbers of that type; where they were rounded to halves, of what they were. */
  public String real(String x, DType type) {
    return type == reals ? x : cast(type.isHalf() ? unrounded(x) : x, reals);
  }

  private String unrounded(String halves) {
    return editor
        .producer(halves)
        .filter(node -> node.is("Cast"))
        .map(node -> node.input(0))
        .orElse(halves);
  }

  public String transpose(String x, long... order) {
    return op("Transpose", Map.of("perm", Attribute.ofInts(order)), x);
  }

  public String reshape(String x, long... shape) {
    return op("Reshape", x, longs(shape));
  }

  public String unsqueeze(String x, long axis) {
    return overAxes("Unsqueeze", Map.of(), x, axis);
  }

  public String squeeze(String x, long axis) {
    return overAxes("Squeeze", Map.of(), x, axis);
  }

  /** Adds the logarithm of a softmax along the last axis. */
  public String logSoftmax(String x) {
    return op("LogSoftmax", Map.of("axis", Attribute.of(-1)), x);
  }

  /** Adds a reduction over these axes, which stay with extent 1; over all if there are none. */
  public String reduceKept(String opType, String x, long... axes) {
    return overAxes(opType, Map.of("keepdims", Attribute.of(1)), x, axes);
  }

  /** Adds a reduction over these axes, which vanish; over all, to a number, if there are none. */
  public String reduce(String opType, String x, long... axes) {
    return overAxes(opType, Map.of("keepdims", Attribute.of(0)), x, axes);
  }

  private String overAxes(
      String opType, Map<String, Attribute> attributes, String x, long... axes) {
    if (axes.length == 0) {
      return op(opType, attributes, x);
    }
    long since = AXES_ARE_INPUT_SINCE.getOrDefault(opType, AXES_ARE_INPUT_OF_ALL_SINCE);
    if (model.opset() >= since) {
      return op(opType, attributes, x, longs(axes));
    }
    Map<String, Attribute> all = new LinkedHashMap<>();
    all.put("axes", Attribute.ofInts(axes));
    attributes.keySet().stream().sorted().forEach(name -> all.put(name, attributes.get(name)));
    return op(opType, all, x);
  }

  /** Adds the number that reals come to on average. */
  public String mean(String x) {
    return reduce("ReduceMean", x);
  }

  /**
   * Adds the average of elements by their weights; 0 where all weights are 0.
   *
   * @param weights of the shape of {@code x}, none negative
   */
  public String weightedMean(String x, String weights) {
    return divide(
        reduce("ReduceSum", multiply(x, weights)),
        op("Max", reduce("ReduceSum", weights), number(1e-12)));
  }

  /** Adds the cosine of the vectors along the last axis of two tensors of one shape. */
  public String cosine(String a, String b) {
    return reduce("ReduceSum", multiply(unit(a), unit(b)), -1);
  }

  /**
   * Adds vectors along the last axis divided by their lengths. One shorter than 1e-8 counts as of
   * that length, as PyTorch's cosine similarity has it.
   */
  public String unit(String x) {
    String squares = reduceKept("ReduceSum", multiply(x, x), -1);
    return divide(x, op("Sqrt", op("Max", squares, number(1e-16))));
  }

  /** Returns the model with what was added. */
  public Model model() {
    SequencedMap<String, Value> types = new LinkedHashMap<>(model.graph().valueInfo());
    types.putAll(declared);
    return model.withGraph(editor.toGraph().withValueInfo(types));
  }

  /** Returns open extents, told apart by their names. */
  public static List<Dim> open(String... names) {
    return Arrays.stream(names).<Dim>map(Dim.Symbolic::new).toList();
  }
}
