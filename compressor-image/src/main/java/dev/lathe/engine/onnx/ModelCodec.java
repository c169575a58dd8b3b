package dev.lathe.engine.onnx;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphCheck;
import dev.lathe.engine.graph.Model;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** {@code ModelProto}. */
final class ModelCodec {
  private static final int IR_VERSION = 1;
  private static final int PRODUCER_NAME = 2;
  private static final int PRODUCER_VERSION = 3;
  private static final int GRAPH = 7;
  private static final int OPSET_IMPORT = 8;
  private static final int METADATA = 14;
  private static final String STANDARD_DOMAIN = "ai.onnx";

  private final GraphCodec graphs;

  ModelCodec(ExternalFiles files) {
    this.graphs = new GraphCodec(new TensorCodec(files));
  }

  Model read(ProtoReader reader) {
    long irVersion = 0;
    SequencedMap<String, Long> opsets = new LinkedHashMap<>();
    String producerName = "";
    String producerVersion = "";
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    Optional<Graph> graph = Optional.empty();
    ResidueBuilder residue = new ResidueBuilder();
    while (reader.next()) {
      switch (reader.field()) {
        case IR_VERSION -> irVersion = reader.integer();
        case PRODUCER_NAME -> producerName = residue.keepIfEmpty(reader.text(), PRODUCER_NAME);
        case PRODUCER_VERSION ->
            producerVersion = residue.keepIfEmpty(reader.text(), PRODUCER_VERSION);
        case OPSET_IMPORT -> {
          readOpset(reader.fork().message("opset_import"), opsets);
          residue.keep(reader);
        }
        case METADATA -> {
          Map.Entry<String, String> entry = EntryCodec.read(reader.message("metadata_props"));
          metadata.put(entry.getKey(), entry.getValue());
        }
        case GRAPH -> graph = Optional.of(graphs.read(reader.message("graph"), 0));
        default -> residue.keep(reader);
      }
    }
    if (graph.isEmpty()) {
      throw reader.invalid("it holds no graph");
    }
    Optional<String> problem = GraphCheck.firstProblem(graph.get());
    if (problem.isPresent()) {
      throw reader.invalid(problem.get());
    }
    return new Model(
        irVersion,
        opsets,
        new Model.Producer(producerName, producerVersion),
        metadata,
        graph.get(),
        residue.build());
  }

  private static void readOpset(ProtoReader reader, SequencedMap<String, Long> opsets) {
    String domain = "";
    long version = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> domain = reader.text();
        case 2 -> version = reader.integer();
        default -> reader.raw();
      }
    }
    opsets.put(domain.equals(STANDARD_DOMAIN) ? "" : domain, version);
  }

  ProtoMessage write(Model model, ExternalSink sink) {
    ProtoMessage message = new ProtoMessage().integer(IR_VERSION, model.irVersion());
    message.textIfAny(PRODUCER_NAME, model.producer().name());
    message.textIfAny(PRODUCER_VERSION, model.producer().version());
    model
        .metadata()
        .forEach((key, value) -> message.message(METADATA, EntryCodec.write(key, value)));
    message.message(GRAPH, graphs.write(model.graph(), sink));
    return writeOpsets(model, message);
  }

  /**
   * Writes the residue, in which the opset imports stand as they were read, and new ones if
   * changed.
   */
  private static ProtoMessage writeOpsets(Model model, ProtoMessage message) {
    SequencedMap<String, Long> read = new LinkedHashMap<>();
    ResidueBuilder rest = new ResidueBuilder();
    ProtoReader reader = ProtoReader.of(model.residue().toBytes(), "");
    while (reader.next()) {
      if (reader.field() == OPSET_IMPORT) {
        readOpset(reader.message("opset_import"), read);
      } else {
        rest.keep(reader);
      }
    }
    if (read.equals(model.opsets())) {
      return message.residue(model.residue());
    }
    model
        .opsets()
        .forEach((domain, version) ->
            message.message(OPSET_IMPORT, new ProtoMessage().text(1, domain).integer(2, version)));
    return message.residue(rest.build());
  }
}
