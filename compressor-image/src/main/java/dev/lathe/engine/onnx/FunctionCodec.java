package dev.lathe.engine.onnx;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Function;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.graph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** {@code FunctionProto}. */
final class FunctionCodec {
  private static final int NAME = 1;
  private static final int INPUT = 4;
  private static final int OUTPUT = 5;
  private static final int ATTRIBUTE = 6;
  private static final int NODE = 7;
  private static final int OPSET_IMPORT = 9;
  private static final int DOMAIN = 10;
  private static final int ATTRIBUTE_PROTO = 11;
  private static final int VALUE_INFO = 12;
  private static final int OVERLOAD = 13;
  private static final long MODELLED =
      ProtoWriter.fields(
          NAME,
          INPUT,
          OUTPUT,
          ATTRIBUTE,
          NODE,
          OPSET_IMPORT,
          DOMAIN,
          ATTRIBUTE_PROTO,
          VALUE_INFO,
          OVERLOAD);
  private static final OpsetCodec OPSETS = new OpsetCodec();

  private final NodeCodec nodes;
  private final AttributeList defaults;

  FunctionCodec(AttributeCodec attributes) {
    nodes = new NodeCodec(attributes);
    defaults = new AttributeList(attributes, ATTRIBUTE_PROTO, "attribute_proto");
  }

  Function read(ProtoReader reader) {
    return new Reading(reader).finish();
  }

  /** The fields of one function as they come. */
  private final class Reading {
    private final ProtoReader reader;
    private final List<Value> inputs = new ArrayList<>();
    private final List<Value> outputs = new ArrayList<>();
    private final List<String> attributes = new ArrayList<>();
    private final Map<String, Attribute> defaultValues = new LinkedHashMap<>();
    private final List<Node> read = new ArrayList<>();
    private final SequencedMap<String, Long> opsets = new LinkedHashMap<>();
    private final SequencedMap<String, Value> valueInfo = new LinkedHashMap<>();
    private final Leftovers leftovers = new Leftovers();
    private String domain = "";
    private String name = "";
    private String overload = "";

    Reading(ProtoReader reader) {
      this.reader = reader;
      while (reader.next()) {
        readField();
      }
    }

    private void readField() {
      switch (reader.field()) {
        case NAME -> name = reader.text();
        case INPUT -> inputs.add(Value.untyped(reader.text()));
        case OUTPUT -> outputs.add(Value.untyped(reader.text()));
        case ATTRIBUTE -> attributes.add(reader.text());
        case NODE -> read.add(nodes.read(reader.message("node", read.size())));
        case OPSET_IMPORT -> OPSETS.add(reader, opsets, leftovers);
        case DOMAIN -> domain = leftovers.domain(reader);
        case ATTRIBUTE_PROTO -> defaults.read(reader, defaultValues, leftovers);
        case VALUE_INFO -> {
          Value value = ValueCodec.read(reader.message("value_info", valueInfo.size()));
          valueInfo.putLast(value.name(), value);
        }
        case OVERLOAD -> overload = leftovers.text(reader);
        default -> leftovers.keep(reader);
      }
    }

    Function finish() {
      if (name.isEmpty()) {
        throw reader.invalid("a function has no name");
      }
      Graph body =
          new Graph(
              name,
              read,
              inputs,
              outputs,
              new LinkedHashMap<>(),
              new LinkedHashMap<>(),
              valueInfo,
              Residue.none());
      return new Function(
          new Function.Id(domain, name, overload),
          attributes,
          defaultValues,
          opsets,
          body,
          leftovers.toResidue());
    }
  }

  ProtoWriter write(Function function) {
    Kept kept = Kept.of(function.residue());
    ProtoWriter writer = new ProtoWriter(kept, MODELLED);
    Graph body = function.body();
    writer.text(NAME, function.id().name());
    body.inputs().forEach(input -> writer.text(INPUT, input.name()));
    body.outputs().forEach(output -> writer.text(OUTPUT, output.name()));
    function.attributes().forEach(attribute -> writer.text(ATTRIBUTE, attribute));
    body.nodes().forEach(node -> writer.message(NODE, nodes.write(node)));
    OPSETS.writeAll(writer, OPSET_IMPORT, function.opsets());
    writer.textIfAny(DOMAIN, function.id().domain());
    defaults.write(writer, function.defaults(), kept);
    for (Value value : body.valueInfo().values()) {
      writer.message(VALUE_INFO, ValueCodec.write(value));
    }
    writer.textIfAny(OVERLOAD, function.id().overload());
    return writer;
  }
}
