package dev.lathe.engine.onnx;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code NodeProto}. Its residue holds, as partial attributes, what the file says of an attribute
 * beside its value.
 */
final class NodeCodec {
  private static final int INPUT = 1;
  private static final int OUTPUT = 2;
  private static final int NAME = 3;
  private static final int OP_TYPE = 4;
  private static final int ATTRIBUTE = 5;
  private static final int DOMAIN = 7;
  private static final long MODELLED =
      ProtoWriter.fields(INPUT, OUTPUT, NAME, OP_TYPE, ATTRIBUTE, DOMAIN);
  private static final int ATTRIBUTE_NAME = 1;

  private final AttributeCodec attributes;

  NodeCodec(AttributeCodec attributes) {
    this.attributes = attributes;
  }

  Node read(ProtoReader reader) {
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    String name = "";
    String opType = "";
    String domain = "";
    Map<String, Attribute> values = new LinkedHashMap<>();
    Leftovers leftovers = new Leftovers();
    int count = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case INPUT -> inputs.add(reader.text());
        case OUTPUT -> outputs.add(reader.text());
        case NAME -> name = leftovers.text(reader);
        case OP_TYPE -> opType = reader.text();
        case DOMAIN -> domain = leftovers.domain(reader);
        case ATTRIBUTE -> {
          ProtoReader inner = reader.message("attribute", count++);
          AttributeCodec.Named read = attributes.read(inner);
          if (values.put(read.name(), read.value()) != null) {
            throw inner.invalid("attribute '%s' is there twice".formatted(read.name()));
          }
          if (!read.residue().isEmpty()) {
            ProtoWriter partial = new ProtoWriter(Kept.of(read.residue()), 0);
            partial.text(ATTRIBUTE_NAME, read.name());
            leftovers.keep(ATTRIBUTE, partial);
          }
        }
        default -> leftovers.keep(reader);
      }
    }
    if (opType.isEmpty()) {
      throw reader.invalid("node '%s' names no operator".formatted(name));
    }
    return new Node(name, domain, opType, inputs, outputs, values, leftovers.toResidue());
  }

  ProtoWriter write(Node node) {
    Kept kept = Kept.of(node.residue());
    ProtoWriter writer = new ProtoWriter(kept, MODELLED);
    node.inputs().forEach(input -> writer.text(INPUT, input));
    node.outputs().forEach(output -> writer.text(OUTPUT, output));
    writer.textIfAny(NAME, node.name());
    writer.text(OP_TYPE, node.opType());
    Map<String, Kept> partial = partialAttributes(kept);
    for (Map.Entry<String, Attribute> entry : node.attributes().entrySet()) {
      Kept ofAttribute = partial.getOrDefault(entry.getKey(), Kept.nothing());
      writer.message(ATTRIBUTE, attributes.write(entry.getKey(), entry.getValue(), ofAttribute));
    }
    writer.textIfAny(DOMAIN, node.domain());
    return writer;
  }

  private static Map<String, Kept> partialAttributes(Kept kept) {
    Map<String, Kept> partial = new HashMap<>();
    for (Kept.Field field : kept.of(ATTRIBUTE)) {
      Kept attribute = field.content();
      attribute.of(ATTRIBUTE_NAME).stream()
          .findFirst()
          .ifPresent(name -> partial.put(name.reader().text(), attribute));
    }
    return partial;
  }
}
