package dev.lathe.engine.onnx;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Initializer;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.SparseTensor;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** {@code GraphProto}. */
final class GraphCodec {
  private static final int NODE = 1;
  private static final int NAME = 2;
  private static final int INITIALIZER = 5;
  private static final int INPUT = 11;
  private static final int OUTPUT = 12;
  private static final int VALUE_INFO = 13;
  private static final int SPARSE_INITIALIZER = 15;

  /** Control flow nested deeper is taken for an attack on the stack. */
  private static final int MAX_DEPTH = 32;

  private final TensorCodec tensors;
  private final NodeCodec nodes;

  GraphCodec(TensorCodec tensors) {
    this.tensors = tensors;
    this.nodes = new NodeCodec(new AttributeCodec(tensors, this));
  }

  Graph read(ProtoReader reader, int depth) {
    if (depth > MAX_DEPTH) {
      throw reader.invalid("graphs are nested more than %d deep".formatted(MAX_DEPTH));
    }
    String name = "";
    List<Node> nodeList = new ArrayList<>();
    List<Value> inputs = new ArrayList<>();
    List<Value> outputs = new ArrayList<>();
    SequencedMap<String, Initializer> initializers = new LinkedHashMap<>();
    SequencedMap<String, SparseTensor> sparse = new LinkedHashMap<>();
    SequencedMap<String, Value> valueInfo = new LinkedHashMap<>();
    ResidueBuilder residue = new ResidueBuilder();
    while (reader.next()) {
      switch (reader.field()) {
        case NODE ->
            nodeList.add(nodes.read(reader.message("node[" + nodeList.size() + "]"), depth));
        case NAME -> name = residue.keepIfEmpty(reader.text(), NAME);
        case INITIALIZER -> {
          ProtoReader inner = reader.message("initializer[" + initializers.size() + "]");
          TensorCodec.NamedTensor read = tensors.read(inner);
          requireNew(read.name(), initializers.containsKey(read.name()), inner);
          initializers.put(
              read.name(), new Initializer(read.name(), read.tensor(), read.residue()));
        }
        case INPUT -> inputs.add(ValueCodec.read(reader.message("input[" + inputs.size() + "]")));
        case OUTPUT ->
            outputs.add(ValueCodec.read(reader.message("output[" + outputs.size() + "]")));
        case VALUE_INFO -> {
          Value value = ValueCodec.read(reader.message("value_info[" + valueInfo.size() + "]"));
          valueInfo.put(value.name(), value);
        }
        case SPARSE_INITIALIZER ->
            readSparse(reader.message("sparse_initializer[" + sparse.size() + "]"), sparse);
        default -> residue.keep(reader);
      }
    }
    return new Graph(
        name, nodeList, inputs, outputs, initializers, sparse, valueInfo, residue.build());
  }

  private static void requireNew(String name, boolean taken, ProtoReader at) {
    if (name.isEmpty()) {
      throw at.invalid("an initializer needs a name");
    }
    if (taken) {
      throw at.invalid("initializer '%s' is given twice".formatted(name));
    }
  }

  private void readSparse(ProtoReader reader, SequencedMap<String, SparseTensor> sparse) {
    List<TensorCodec.NamedTensor> values = new ArrayList<>();
    List<TensorCodec.NamedTensor> indices = new ArrayList<>();
    List<Long> dims = new ArrayList<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> values.add(tensors.read(reader.message("values")));
        case 2 -> indices.add(tensors.read(reader.message("indices")));
        case 3 -> reader.integers(dims::add);
        default -> reader.raw();
      }
    }
    if (values.size() != 1 || indices.size() != 1) {
      throw reader.invalid("a sparse initializer has one tensor of values and one of indices");
    }
    String name = values.getFirst().name();
    requireNew(name, sparse.containsKey(name), reader);
    try {
      sparse.put(
          name,
          new SparseTensor(
              values.getFirst().tensor(), indices.getFirst().tensor(), Shape.of(dims)));
    } catch (IllegalArgumentException e) {
      throw reader.invalid("sparse initializer '%s': %s".formatted(name, e.getMessage()));
    }
  }

  ProtoMessage write(Graph graph, ExternalSink sink) {
    ProtoMessage message = new ProtoMessage().textIfAny(NAME, graph.name());
    graph.nodes().forEach(node -> message.message(NODE, nodes.write(node, sink)));
    graph
        .initializers()
        .values()
        .forEach(one ->
            message.message(
                INITIALIZER,
                TensorCodec.write(
                    new TensorCodec.NamedTensor(one.name(), one.tensor(), one.residue()), sink)));
    graph
        .sparseInitializers()
        .forEach((name, tensor) -> message.message(SPARSE_INITIALIZER, writeSparse(name, tensor)));
    graph.inputs().forEach(value -> message.message(INPUT, ValueCodec.write(value)));
    graph.outputs().forEach(value -> message.message(OUTPUT, ValueCodec.write(value)));
    graph
        .valueInfo()
        .values()
        .forEach(value -> message.message(VALUE_INFO, ValueCodec.write(value)));
    return message.residue(graph.residue());
  }

  private static ProtoMessage writeSparse(String name, SparseTensor tensor) {
    ExternalSink inline = ExternalSink.none();
    ProtoMessage message =
        new ProtoMessage()
            .message(
                1, TensorCodec.write(TensorCodec.NamedTensor.of(name, tensor.values()), inline))
            .message(
                2, TensorCodec.write(TensorCodec.NamedTensor.of("", tensor.indices()), inline));
    for (long dim : tensor.shape().toArray()) {
      message.integer(3, dim);
    }
    return message;
  }
}
