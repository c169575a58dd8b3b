package dev.lathe.engine.graph.rewrite;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Initializer;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.SparseTensor;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/** Writes FLOAT wherever a graph and its bodies say FLOAT16 or BFLOAT16. */
final class HalfToFloat {
  /** Attributes that name an element type, in whatever operator they are. */
  private static final Set<String> TYPES =
      Set.of(
          "dtype",
          "output_datatype",
          "output_dtype",
          "precision",
          "softmax_precision",
          "stash_type",
          "to");

  private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private final Set<String> kept;
  private final Tally tally;

  /**
   * @param kept inputs, outputs and initializers that stay what they are, with the casts that write
   *     them
   */
  HalfToFloat(Set<String> kept, Tally tally) {
    this.kept = kept;
    this.tally = tally;
  }

  /** Returns the very graph if there is nothing to widen. */
  Graph widen(Graph graph) {
    int before = tally.changes();
    List<Node> nodes = graph.nodes().stream().map(this::widen).toList();
    List<Value> inputs = graph.inputs().stream().map(this::widen).toList();
    List<Value> outputs = graph.outputs().stream().map(this::widen).toList();
    SequencedMap<String, Initializer> initializers = new LinkedHashMap<>(graph.initializers());
    initializers.replaceAll((name, one) -> widen(one));
    SequencedMap<String, SparseTensor> sparse = new LinkedHashMap<>(graph.sparseInitializers());
    sparse.replaceAll(this::widen);
    SequencedMap<String, Value> types = new LinkedHashMap<>(graph.valueInfo());
    if (types.values().removeIf(HalfToFloat::isHalf)) {
      tally.change();
    }
    return tally.changes() == before
        ? graph
        : new Graph(
            graph.name(), nodes, inputs, outputs, initializers, sparse, types, graph.residue());
  }

  private Node widen(Node node) {
    if (PinnedHalf.isForeign(node) || (node.is("Cast") && kept.contains(node.output()))) {
      return node;
    }
    Node result = Bodies.changeBodies(node, body -> new HalfToFloat(Set.of(), tally).widen(body));
    for (Map.Entry<String, Attribute> entry : node.attributes().entrySet()) {
      if (entry.getValue() instanceof Attribute.TensorValue(Tensor value)
          && value.type().isHalf()) {
        result = result.withAttribute(entry.getKey(), Attribute.of(widened(value)));
        tally.change();
      } else if (entry.getValue() instanceof Attribute.IntValue(long code)
          && TYPES.contains(entry.getKey())
          && isHalf(code)) {
        result = result.withAttribute(entry.getKey(), Attribute.of(DType.FLOAT.onnxCode()));
        tally.change();
      }
    }
    return result;
  }

  private Value widen(Value value) {
    if (kept.contains(value.name())
        || !(value.type() instanceof TensorType type)
        || !type.elementType().isHalf()) {
      return value;
    }
    tally.change();
    return new Value(value.name(), new TensorType(DType.FLOAT, type.shape()), value.residue());
  }

  private Initializer widen(Initializer one) {
    if (kept.contains(one.name()) || !one.tensor().type().isHalf()) {
      return one;
    }
    tally.change();
    return one.withTensor(widened(one.tensor()));
  }

  private SparseTensor widen(String name, SparseTensor one) {
    if (kept.contains(name) || !one.values().type().isHalf()) {
      return one;
    }
    tally.change();
    return new SparseTensor(widened(one.values()), one.indices(), one.shape(), one.residue());
  }

  private static boolean isHalf(Value value) {
    return value.type() instanceof TensorType type && type.elementType().isHalf();
  }

  private static boolean isHalf(long code) {
    return code == DType.FLOAT16.onnxCode() || code == DType.BFLOAT16.onnxCode();
  }

  private static Tensor widened(Tensor half) {
    float[] values = new float[Math.toIntExact(half.elementCount())];
    for (int i = 0; i < values.length; i++) {
      short bits = half.data().getAtIndex(SHORT, i);
      values[i] =
          half.type() == DType.FLOAT16
              ? Float.float16ToFloat(bits)
              : Float.intBitsToFloat(bits << 16);
    }
    return Tensor.ofFloats(half.shape(), values);
  }
}
