package dev.lathe.engine.onnx;

import dev.lathe.engine.graph.Function;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** {@code ModelProto}. */
final class ModelCodec {
  private static final int IR_VERSION = 1;
  private static final int PRODUCER_NAME = 2;
  private static final int PRODUCER_VERSION = 3;
  private static final int GRAPH = 7;
  private static final int OPSET_IMPORT = 8;
  private static final int METADATA_PROPS = 14;
  private static final int FUNCTIONS = 25;
  private static final long MODELLED =
      ProtoWriter.fields(
          IR_VERSION,
          PRODUCER_NAME,
          PRODUCER_VERSION,
          GRAPH,
          OPSET_IMPORT,
          METADATA_PROPS,
          FUNCTIONS);
  private static final OpsetCodec OPSETS = new OpsetCodec();
  private static final EntryCodec ENTRIES = new EntryCodec();

  private final GraphCodec graphs;
  private final FunctionCodec functions;

  ModelCodec(TensorCodec tensors) {
    graphs = new GraphCodec(tensors);
    functions = new FunctionCodec(new AttributeCodec(tensors, graphs));
  }

  Model read(ProtoReader reader) {
    long irVersion = 0;
    String producer = "";
    String producerVersion = "";
    SequencedMap<String, Long> opsets = new LinkedHashMap<>();
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    SequencedMap<Function.Id, Function> known = new LinkedHashMap<>();
    @Nullable Graph graph = null;
    Leftovers leftovers = new Leftovers();
    while (reader.next()) {
      switch (reader.field()) {
        case IR_VERSION -> irVersion = reader.integer();
        case PRODUCER_NAME -> producer = leftovers.text(reader);
        case PRODUCER_VERSION -> producerVersion = leftovers.text(reader);
        case GRAPH -> {
          if (graph != null) {
            throw reader.invalid("there are two graphs");
          }
          graph = graphs.read(reader.message("graph"));
        }
        case OPSET_IMPORT -> OPSETS.add(reader, opsets, leftovers);
        case METADATA_PROPS -> {
          Map.Entry<String, String> entry = leftovers.spelled(reader, "metadata_props", ENTRIES);
          metadata.putLast(entry.getKey(), entry.getValue());
        }
        case FUNCTIONS -> {
          ProtoReader inner = reader.message("functions", known.size());
          Function function = functions.read(inner);
          if (known.put(function.id(), function) != null) {
            throw inner.invalid("function %s is there twice".formatted(function.id()));
          }
        }
        default -> {
          Unmodelled.MODEL.check(reader);
          leftovers.keep(reader.consumed());
        }
      }
    }
    if (graph == null) {
      throw reader.invalid("there is no graph: the file is empty, truncated, or not ONNX");
    }
    if (irVersion < 1) {
      throw reader.invalid("ir_version is expected to be at least 1, found " + irVersion);
    }
    return new Model(
        irVersion,
        opsets,
        new Model.Producer(producer, producerVersion),
        metadata,
        graph,
        known,
        leftovers.toResidue());
  }

  ProtoWriter write(Model model) {
    ProtoWriter writer = new ProtoWriter(Kept.of(model.residue()), MODELLED);
    writer.integer(IR_VERSION, model.irVersion());
    writer.textIfAny(PRODUCER_NAME, model.producer().name());
    writer.textIfAny(PRODUCER_VERSION, model.producer().version());
    writer.message(GRAPH, graphs.write(model.graph()));
    OPSETS.writeAll(writer, OPSET_IMPORT, model.opsets());
    model
        .metadata()
        .forEach((key, value) -> writer.spelled(METADATA_PROPS, Map.entry(key, value), ENTRIES));
    for (Function function : model.functions().values()) {
      writer.message(FUNCTIONS, functions.write(function));
    }
    return writer;
  }
}
