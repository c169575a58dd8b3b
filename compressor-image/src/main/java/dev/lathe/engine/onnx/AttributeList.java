package dev.lathe.engine.onnx;

import dev.lathe.engine.graph.Attribute;
import java.util.HashMap;
import java.util.Map;

/**
 * The attributes that a message lists in one of its fields. Its residue holds, as partial
 * attributes, what the file says of one beside its value.
 */
final class AttributeList {
  private static final int NAME = 1;

  private final AttributeCodec attributes;
  private final int field;
  private final String fieldName;

  AttributeList(AttributeCodec attributes, int field, String fieldName) {
    this.attributes = attributes;
    this.field = field;
    this.fieldName = fieldName;
  }

  /**
   * Reads one more attribute.
   *
   * @param values those read so far
   */
  void read(ProtoReader reader, Map<String, Attribute> values, Leftovers leftovers) {
    ProtoReader inner = reader.message(fieldName, values.size());
    AttributeCodec.Named read = attributes.read(inner);
    if (values.put(read.name(), read.value()) != null) {
      throw inner.invalid("attribute '%s' is there twice".formatted(read.name()));
    }
    if (!read.residue().isEmpty()) {
      ProtoWriter partial = new ProtoWriter(Kept.of(read.residue()), 0);
      partial.text(NAME, read.name());
      leftovers.keep(field, partial);
    }
  }

  void write(ProtoWriter writer, Map<String, Attribute> values, Kept kept) {
    Map<String, Kept> partial = new HashMap<>();
    for (Kept.Field one : kept.of(field)) {
      Kept attribute = one.content();
      attribute.of(NAME).stream()
          .findFirst()
          .ifPresent(name -> partial.put(name.reader().text(), attribute));
    }
    values.forEach((name, value) -> {
      Kept ofAttribute = partial.getOrDefault(name, Kept.nothing());
      writer.message(field, attributes.write(name, value, ofAttribute));
    });
  }
}
