package dev.lathe.engine.graph;

import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.graph.shape.ShapeInference;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.Consumer;

/**
 * Draws small models for tests: each method adds something and returns the name of its value. The
 * same drawing gives the same model, weights included.
 */
public final class Sketch {
  /** The domain of functions. */
  public static final String LOCAL = "local";

  private final long opset;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Value> inputs = new ArrayList<>();
  private final List<Value> outputs = new ArrayList<>();
  private final SequencedMap<String, Initializer> initializers = new LinkedHashMap<>();
  private final SequencedMap<String, Value> valueInfo = new LinkedHashMap<>();
  private final SequencedMap<Function.Id, Function> functions = new LinkedHashMap<>();
  private final List<String> attributes = new ArrayList<>();
  private final Map<String, Attribute> defaults = new LinkedHashMap<>();
  private final Random random = new Random(7);

  private Sketch(long opset) {
    this.opset = opset;
  }

  /** Draws a model of operator set 17. */
  public static Model model(Consumer<Sketch> drawing) {
    return model(17, drawing);
  }

  public static Model model(long opset, Consumer<Sketch> drawing) {
    Sketch sketch = new Sketch(opset);
    drawing.accept(sketch);
    return sketch.toModel();
  }

  /** Draws a body of control flow, which may read the names of the graph around it. */
  public Graph body(Consumer<Sketch> drawing) {
    Sketch inner = new Sketch(opset);
    inner.random.setSeed(random.nextLong());
    drawing.accept(inner);
    return inner.toModel().graph();
  }

  /** Draws a function of the domain {@link #LOCAL}. */
  public void function(String name, Consumer<Sketch> drawing) {
    function(new Function.Id(LOCAL, name, ""), opset, drawing);
  }

  public void function(Function.Id id, long version, Consumer<Sketch> drawing) {
    Sketch inner = new Sketch(version);
    drawing.accept(inner);
    Model drawn = inner.toModel();
    functions.put(
        id,
        new Function(
            id, inner.attributes, inner.defaults, drawn.opsets(), drawn.graph(), Residue.none()));
  }

  /** Adds an input of a function. */
  public String parameter(String name) {
    inputs.add(Value.untyped(name));
    return name;
  }

  /** Adds an output of a function. */
  public void result(String value) {
    outputs.add(Value.untyped(value));
  }

  /** Adds an attribute of a function, a number, and returns a reference to it. */
  public Attribute attribute(String name) {
    attributes.add(name);
    return reference(name);
  }

  /** Adds an attribute of a function with its default and returns a reference to it. */
  public Attribute attribute(String name, float byDefault) {
    defaults.put(name, Attribute.of(byDefault));
    return reference(name);
  }

  private static Attribute reference(String name) {
    byte[] typeIsFloat = {(byte) (20 << 3 | 0x80), 1, 1};
    return new Attribute.Reference(name, Residue.of(typeIsFloat));
  }

  /** Adds a call of a function with one output. */
  public String call(String name, String... given) {
    return op(name).domain(LOCAL).on(given);
  }

  /** Adds a FLOAT input; an extent of -1 is open. */
  public String input(String name, long... dims) {
    return input(name, DType.FLOAT, dims);
  }

  public String input(String name, DType type, long... dims) {
    List<Dim> extents = new ArrayList<>();
    for (int axis = 0; axis < dims.length; axis++) {
      extents.add(dims[axis] >= 0 ? Dim.of(dims[axis]) : new Dim.Symbolic(name + axis));
    }
    inputs.add(Value.of(name, new TensorType(type, Optional.of(extents))));
    return name;
  }

  /** Adds an input of those extents. */
  public String input(String name, DType type, List<Dim> dims) {
    inputs.add(Value.of(name, new TensorType(type, Optional.of(dims))));
    return name;
  }

  /** Adds numbers in [-1, 1) as an initializer. */
  public String weights(long... dims) {
    float[] values = new float[(int) Shape.of(dims).elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return constant(Tensor.ofFloats(Shape.of(dims), values));
  }

  /** Adds numbers in [0.5, 1.5) as an initializer. */
  public String positive(long... dims) {
    float[] values = new float[(int) Shape.of(dims).elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() + 0.5f;
    }
    return constant(Tensor.ofFloats(Shape.of(dims), values));
  }

  /** Adds a vector of INT64 as an initializer. */
  public String longs(long... values) {
    return constant(Tensor.ofLongs(Shape.of(values.length), values));
  }

  public String constant(Tensor tensor) {
    return constant("c" + initializers.size(), tensor);
  }

  public String constant(String name, Tensor tensor) {
    initializers.put(name, Initializer.of(name, tensor));
    return name;
  }

  /** Adds a node without attributes. */
  public String node(String opType, String... given) {
    return op(opType).on(given);
  }

  /** Starts a node. */
  public Call op(String opType) {
    return new Call(opType);
  }

  /** A node in the making. */
  public final class Call {
    private final String opType;
    private final Map<String, Attribute> attributes = new LinkedHashMap<>();
    private String domain = "";
    private String overload = "";

    private Call(String opType) {
      this.opType = opType;
    }

    public Call domain(String other) {
      domain = other;
      return this;
    }

    public Call overload(String other) {
      overload = other;
      return this;
    }

    public Call with(String name, long value) {
      return with(name, Attribute.of(value));
    }

    public Call with(String name, float value) {
      return with(name, Attribute.of(value));
    }

    public Call with(String name, String value) {
      return with(name, Attribute.of(value));
    }

    public Call ints(String name, long... values) {
      return with(name, Attribute.ofInts(values));
    }

    public Call with(String name, Graph value) {
      return with(name, new Attribute.GraphValue(value));
    }

    public Call with(String name, Attribute value) {
      attributes.put(name, value);
      return this;
    }

    /** Adds the node with one output. */
    public String on(String... given) {
      return on(1, given).getFirst();
    }

    public List<String> on(int outputCount, String... given) {
      String name = opType.toLowerCase(java.util.Locale.ROOT) + "_" + nodes.size();
      List<String> written = new ArrayList<>();
      for (int i = 0; i < outputCount; i++) {
        written.add(i == 0 ? name + "_out" : name + "_out" + i);
      }
      nodes.add(
          new Node(
              name, domain, opType, overload, List.of(given), written, attributes, Residue.none()));
      return written;
    }
  }

  /** Adds a 3 x 3 convolution with bias that keeps the spatial extents. */
  public String conv(String x, int channels) {
    return op("Conv")
        .ints("pads", 1, 1, 1, 1)
        .on(x, weights(channels, extent(x, 1), 3, 3), weights(channels));
  }

  public String relu(String x) {
    return node("Relu", x);
  }

  /** Adds a batch normalization whose statistics are far from neutral. */
  public String batchNorm(String x) {
    long channels = extent(x, 1);
    return node(
        "BatchNormalization",
        x,
        positive(channels),
        weights(channels),
        weights(channels),
        positive(channels));
  }

  /** Adds a node of type Constant. */
  public String constantNode(Tensor value) {
    return op("Constant").with("value", Attribute.of(value)).on();
  }

  /** Returns an extent of a value drawn so far. */
  public long extent(String value, int axis) {
    Graph graph = ShapeInference.infer(toModel()).graph();
    TensorType type = (TensorType) graph.declaredType(value).orElseThrow();
    return ((Dim.Known) type.shape().orElseThrow().get(axis)).extent();
  }

  /** Declares the type of an intermediate value. */
  public void declare(String value, TensorType type) {
    valueInfo.put(value, Value.of(value, type));
  }

  /** Makes a value a FLOAT output. */
  public void output(String value) {
    output(value, DType.FLOAT);
  }

  public void output(String value, DType type) {
    outputs.add(Value.of(value, new TensorType(type, Optional.empty())));
  }

  private Model toModel() {
    SequencedMap<String, Long> opsets = new LinkedHashMap<>();
    opsets.put("", opset);
    importAll(nodes, opsets);
    functions.keySet().forEach(id -> opsets.putIfAbsent(id.domain(), 1L));
    Graph graph =
        new Graph(
            "sketch",
            nodes,
            inputs,
            outputs,
            initializers,
            new LinkedHashMap<>(),
            valueInfo,
            Residue.none());
    return new Model(
        functions.isEmpty() ? 8 : 10,
        opsets,
        new Model.Producer("sketch", ""),
        new LinkedHashMap<>(),
        graph,
        functions,
        Residue.none());
  }

  private static void importAll(List<Node> nodes, SequencedMap<String, Long> opsets) {
    for (Node node : nodes) {
      opsets.putIfAbsent(node.domain(), 1L);
      node.bodies().forEach(body -> importAll(body.nodes(), opsets));
    }
  }
}
