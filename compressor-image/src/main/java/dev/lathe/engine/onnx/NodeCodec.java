package dev.lathe.engine.onnx;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Residue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code NodeProto}. What an attribute says beside its value, its documentation for one, is kept in
 * the node's residue as an attribute of the same name without a value.
 */
final class NodeCodec {
  private static final int INPUT = 1;
  private static final int OUTPUT = 2;
  private static final int NAME = 3;
  private static final int OP_TYPE = 4;
  private static final int ATTRIBUTE = 5;
  private static final int DOMAIN = 7;
  private static final String STANDARD_DOMAIN = "ai.onnx";

  private final AttributeCodec attributes;

  NodeCodec(AttributeCodec attributes) {
    this.attributes = attributes;
  }

  Node read(ProtoReader reader, int depth) {
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    String name = "";
    String opType = "";
    String domain = "";
    Map<String, Attribute> values = new LinkedHashMap<>();
    ResidueBuilder residue = new ResidueBuilder();
    while (reader.next()) {
      switch (reader.field()) {
        case INPUT -> inputs.add(reader.text());
        case OUTPUT -> outputs.add(reader.text());
        case NAME -> name = residue.keepIfEmpty(reader.text(), NAME);
        case OP_TYPE -> opType = reader.text();
        case DOMAIN -> domain = residue.keepIfEmpty(reader.text(), DOMAIN);
        case ATTRIBUTE -> {
          ProtoReader inner = reader.message("attribute[" + values.size() + "]");
          AttributeCodec.Named attribute = attributes.read(inner, depth);
          if (values.putIfAbsent(attribute.name(), attribute.value()) != null) {
            throw inner.invalid("attribute '%s' is given twice".formatted(attribute.name()));
          }
          if (!attribute.leftovers().isEmpty()) {
            residue.keep(
                ATTRIBUTE,
                new ProtoMessage()
                    .text(1, attribute.name())
                    .residue(attribute.leftovers())
                    .toResidue());
          }
        }
        default -> residue.keep(reader);
      }
    }
    if (opType.isEmpty()) {
      throw reader.invalid("node '%s' names no operator".formatted(name));
    }
    return new Node(
        name,
        domain.equals(STANDARD_DOMAIN) ? "" : domain,
        opType,
        inputs,
        outputs,
        values,
        residue.build());
  }

  ProtoMessage write(Node node, ExternalSink sink) {
    ProtoMessage message = new ProtoMessage();
    node.inputs().forEach(input -> message.text(INPUT, input));
    node.outputs().forEach(output -> message.text(OUTPUT, output));
    message.textIfAny(NAME, node.name());
    message.text(OP_TYPE, node.opType());
    message.textIfAny(DOMAIN, node.domain());
    Map<String, Residue> leftovers = takeLeftovers(node.residue(), message);
    node.attributes()
        .forEach((name, value) ->
            message.message(
                ATTRIBUTE,
                attributes.write(
                    new AttributeCodec.Named(
                        name, value, leftovers.getOrDefault(name, Residue.none())),
                    sink)));
    return message;
  }

  /**
   * Adds the residue to the message but for what belongs to attributes, which is returned by name.
   */
  private static Map<String, Residue> takeLeftovers(Residue residue, ProtoMessage message) {
    Map<String, Residue> leftovers = new HashMap<>();
    ProtoReader reader = ProtoReader.of(residue.toBytes(), "");
    while (reader.next()) {
      if (reader.field() == ATTRIBUTE) {
        ProtoReader attribute = reader.message("attribute");
        String name = "";
        ResidueBuilder rest = new ResidueBuilder();
        while (attribute.next()) {
          if (attribute.field() == 1) {
            name = attribute.text();
          } else {
            rest.keep(attribute);
          }
        }
        leftovers.put(name, rest.build());
      } else {
        message.residue(Residue.of(reader.raw()));
      }
    }
    return leftovers;
  }
}
