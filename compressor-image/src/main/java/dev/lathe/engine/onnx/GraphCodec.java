package dev.lathe.engine.onnx;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Initializer;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.SparseTensor;
import dev.lathe.engine.graph.Value;
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
  private static final long MODELLED =
      ProtoWriter.fields(NODE, NAME, INITIALIZER, INPUT, OUTPUT, VALUE_INFO, SPARSE_INITIALIZER);

  private final TensorCodec tensors;
  private final SparseCodec sparse;
  private final NodeCodec nodes;

  GraphCodec(TensorCodec tensors) {
    this.tensors = tensors;
    this.sparse = new SparseCodec(tensors);
    this.nodes = new NodeCodec(new AttributeCodec(tensors, this));
  }

  Graph read(ProtoReader reader) {
    return new Reading(reader).finish();
  }

  /** The fields of one graph as they come. */
  private final class Reading {
    private final ProtoReader reader;
    private final List<Node> read = new ArrayList<>();
    private final List<Value> inputs = new ArrayList<>();
    private final List<Value> outputs = new ArrayList<>();
    private final SequencedMap<String, Initializer> initializers = new LinkedHashMap<>();
    private final SequencedMap<String, SparseTensor> sparseInitializers = new LinkedHashMap<>();
    private final SequencedMap<String, Value> valueInfo = new LinkedHashMap<>();
    private final Leftovers leftovers = new Leftovers();
    private String name = "";

    Reading(ProtoReader reader) {
      this.reader = reader;
      while (reader.next()) {
        readField();
      }
    }

    private void readField() {
      switch (reader.field()) {
        case NODE -> read.add(nodes.read(reader.message("node", read.size())));
        case NAME -> name = leftovers.text(reader);
        case INITIALIZER -> {
          ProtoReader inner = reader.message("initializer", initializers.size());
          TensorCodec.Named tensor = tensors.read(inner);
          refuseTwice(tensor.name(), inner);
          initializers.put(
              tensor.name(), new Initializer(tensor.name(), tensor.tensor(), tensor.residue()));
        }
        case SPARSE_INITIALIZER -> {
          ProtoReader inner = reader.message("sparse_initializer", sparseInitializers.size());
          SparseCodec.Named tensor = sparse.read(inner);
          refuseTwice(tensor.name(), inner);
          sparseInitializers.put(tensor.name(), tensor.tensor());
        }
        case INPUT -> inputs.add(ValueCodec.read(reader.message("input", inputs.size())));
        case OUTPUT -> outputs.add(ValueCodec.read(reader.message("output", outputs.size())));
        case VALUE_INFO -> {
          Value value = ValueCodec.read(reader.message("value_info", valueInfo.size()));
          valueInfo.putLast(value.name(), value);
        }
        default -> leftovers.keep(reader);
      }
    }

    private void refuseTwice(String initializer, ProtoReader at) {
      if (initializer.isEmpty()) {
        throw at.invalid("an initializer has no name");
      }
      if (initializers.containsKey(initializer) || sparseInitializers.containsKey(initializer)) {
        throw at.invalid("initializer '%s' is there twice".formatted(initializer));
      }
    }

    Graph finish() {
      return new Graph(
          name,
          read,
          inputs,
          outputs,
          initializers,
          sparseInitializers,
          valueInfo,
          leftovers.toResidue());
    }
  }

  ProtoWriter write(Graph graph) {
    ProtoWriter writer = new ProtoWriter(Kept.of(graph.residue()), MODELLED);
    graph.nodes().forEach(node -> writer.message(NODE, nodes.write(node)));
    writer.textIfAny(NAME, graph.name());
    for (Initializer initializer : graph.initializers().values()) {
      writer.message(
          INITIALIZER,
          tensors.write(
              new TensorCodec.Named(
                  initializer.name(), initializer.tensor(), initializer.residue())));
    }
    graph.inputs().forEach(value -> writer.message(INPUT, ValueCodec.write(value)));
    graph.outputs().forEach(value -> writer.message(OUTPUT, ValueCodec.write(value)));
    for (Value value : graph.valueInfo().values()) {
      writer.message(VALUE_INFO, ValueCodec.write(value));
    }
    graph
        .sparseInitializers()
        .forEach((name, tensor) -> writer.message(SPARSE_INITIALIZER, sparse.write(name, tensor)));
    return writer;
  }
}
