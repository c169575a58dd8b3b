package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Initializer;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Needed;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Builds a model that puts out what is to be known of another one's values, reduced within the
 * graph where that makes it small, and computes nothing else.
 */
final class Probe {
  /** From this operator set on, axes of ReduceSum are an input. */
  private static final long SUM_TAKES_AXES = 13;

  /** From this operator set on, axes of all other reductions are an input. */
  private static final long ALL_TAKE_AXES = 18;

  private final Model model;
  private final GraphEditor editor;
  private final List<Value> wanted = new ArrayList<>();
  private final Map<String, String> vectors = new LinkedHashMap<>();

  Probe(Model model) {
    this.model = model;
    editor = model.graph().edit();
  }

  /** Returns the name of an output with a FLOAT value as it is. */
  String value(String value) {
    return want(value, DType.FLOAT);
  }

  /** Returns the name of an output with the number of a value's elements, an INT64 scalar. */
  String size(String value) {
    String output = editor.freshName(value + "_size");
    editor.add(Node.of("Size", output, List.of(value), List.of(output)));
    return want(output, DType.INT64);
  }

  /**
   * Returns the name of a scalar output: a reduction such as {@code ReduceMin} of a whole value.
   */
  String reduced(String value, String reduction) {
    String output = editor.freshName(value + "_" + reduction);
    editor.add(
        Node.of(reduction, output, List.of(value), List.of(output))
            .withAttribute("keepdims", Attribute.of(0)));
    return want(output, DType.FLOAT);
  }

  /** Returns the name of an output [width]: a reduction over all axes but the last. */
  String reducedByChannel(String value, int width, String reduction) {
    String output = editor.freshName(value + "_" + reduction + "_by_channel");
    Node node =
        Node.of(reduction, output, List.of(vectorsOf(value, width)), List.of(output))
            .withAttribute("keepdims", Attribute.of(0));
    long since = reduction.equals("ReduceSum") ? SUM_TAKES_AXES : ALL_TAKE_AXES;
    editor.add(
        model.opset() >= since
            ? node.withInput(1, constant("axis_0", 0))
            : node.withAttribute("axes", Attribute.ofInts(0)));
    return want(output, DType.FLOAT);
  }

  /** Returns the name of an output [channels]: the sum over all axes of a value but axis 1. */
  String sumByAxisOne(String value, int rank) {
    String output = editor.freshName(value + "_sum_by_channel");
    long[] axes = LongStream.range(0, rank).filter(axis -> axis != 1).toArray();
    Node node =
        Node.of("ReduceSum", output, List.of(value), List.of(output))
            .withAttribute("keepdims", Attribute.of(0));
    editor.add(
        model.opset() >= SUM_TAKES_AXES
            ? node.withInput(1, constant("axes_but_1", axes))
            : node.withAttribute("axes", Attribute.ofInts(axes)));
    return want(output, DType.FLOAT);
  }

  /**
   * Returns the name of an output [width, width]: the sum of x xᵀ over vectors of the last axis.
   */
  String gram(String value, int width) {
    String rows = vectorsOf(value, width);
    String columns = editor.freshName(value + "_columns");
    editor.add(
        Node.of("Transpose", columns, List.of(rows), List.of(columns))
            .withAttribute("perm", Attribute.ofInts(1, 0)));
    String output = editor.freshName(value + "_gram");
    editor.add(Node.of("MatMul", output, List.of(columns, rows), List.of(output)));
    return want(output, DType.FLOAT);
  }

  /** Returns the model with the outputs asked for and no other. */
  Model toModel() {
    Graph edited = editor.toGraph();
    Needed needed =
        Needed.of(
            edited,
            Stream.concat(wanted.stream(), edited.inputs().stream()).map(Value::name).toList());
    Map<String, Initializer> initializers = new LinkedHashMap<>(edited.initializers());
    initializers.keySet().retainAll(needed.values());
    return model.withGraph(
        new Graph(
            edited.name(),
            needed.nodes(),
            edited.inputs(),
            wanted,
            new LinkedHashMap<>(initializers),
            edited.sparseInitializers(),
            new LinkedHashMap<>(),
            Residue.none()));
  }

  /** Returns the name of a value as [vectors, width], its last axis left as it is. */
  private String vectorsOf(String value, int width) {
    return vectors.computeIfAbsent(
        value,
        v -> {
          String flat = editor.freshName(v + "_vectors");
          String shape = constant("vectors_of_" + width, -1, width);
          editor.add(Node.of("Reshape", flat, List.of(v, shape), List.of(flat)));
          return flat;
        });
  }

  private String constant(String hint, long... values) {
    String name = editor.freshName(hint);
    editor.initializer(name, Tensor.ofLongs(Shape.of(values.length), values));
    return name;
  }

  private String want(String output, DType type) {
    if (wanted.stream().noneMatch(value -> value.name().equals(output))) {
      wanted.add(Value.of(output, new TensorType(type, Optional.empty())));
    }
    return output;
  }
}
