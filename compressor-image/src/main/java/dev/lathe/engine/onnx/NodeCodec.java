package dev.lathe.engine.onnx;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code NodeProto}. */
final class NodeCodec {
  private static final int INPUT = 1;
  private static final int OUTPUT = 2;
  private static final int NAME = 3;
  private static final int OP_TYPE = 4;
  private static final int ATTRIBUTE = 5;
  private static final int DOMAIN = 7;
  private static final int OVERLOAD = 8;
  private static final long MODELLED =
      ProtoWriter.fields(INPUT, OUTPUT, NAME, OP_TYPE, ATTRIBUTE, DOMAIN, OVERLOAD);

  private final AttributeList attributes;

  NodeCodec(AttributeCodec attributes) {
    this.attributes = new AttributeList(attributes, ATTRIBUTE, "attribute");
  }

  Node read(ProtoReader reader) {
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    String name = "";
    String opType = "";
    String domain = "";
    String overload = "";
    Map<String, Attribute> values = new LinkedHashMap<>();
    Leftovers leftovers = new Leftovers();
    while (reader.next()) {
      switch (reader.field()) {
        case INPUT -> inputs.add(reader.text());
        case OUTPUT -> outputs.add(reader.text());
        case NAME -> name = leftovers.text(reader);
        case OP_TYPE -> opType = reader.text();
        case DOMAIN -> domain = leftovers.domain(reader);
        case OVERLOAD -> overload = leftovers.text(reader);
        case ATTRIBUTE -> attributes.read(reader, values, leftovers);
        default -> leftovers.keep(reader);
      }
    }
    if (opType.isEmpty()) {
      throw reader.invalid("node '%s' names no operator".formatted(name));
    }
    return new Node(name, domain, opType, overload, inputs, outputs, values, leftovers.toResidue());
  }

  ProtoWriter write(Node node) {
    Kept kept = Kept.of(node.residue());
    ProtoWriter writer = new ProtoWriter(kept, MODELLED);
    node.inputs().forEach(input -> writer.text(INPUT, input));
    node.outputs().forEach(output -> writer.text(OUTPUT, output));
    writer.textIfAny(NAME, node.name());
    writer.text(OP_TYPE, node.opType());
    attributes.write(writer, node.attributes(), kept);
    writer.textIfAny(DOMAIN, node.domain());
    writer.textIfAny(OVERLOAD, node.overload());
    return writer;
  }
}
