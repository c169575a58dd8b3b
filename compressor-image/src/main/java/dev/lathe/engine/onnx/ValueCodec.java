package dev.lathe.engine.onnx;

import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType;

/** {@code ValueInfoProto}. */
final class ValueCodec {
  private static final int NAME = 1;
  private static final int TYPE = 2;
  private static final long MODELLED = ProtoWriter.fields(NAME, TYPE);
  private static final TypeCodec TYPES = new TypeCodec();
  private static final ValueType UNSAID = new ValueType.Other(Residue.none());

  private ValueCodec() {}

  static Value read(ProtoReader reader) {
    String name = "";
    ValueType type = UNSAID;
    Leftovers leftovers = new Leftovers();
    while (reader.next()) {
      switch (reader.field()) {
        case NAME -> name = leftovers.text(reader);
        case TYPE -> {
          type = leftovers.spelled(reader, "type", TYPES);
          if (type.equals(UNSAID)) {
            leftovers.keep(reader.consumed());
          }
        }
        default -> leftovers.keep(reader);
      }
    }
    return new Value(name, type, leftovers.toResidue());
  }

  static ProtoWriter write(Value value) {
    ProtoWriter writer = new ProtoWriter(Kept.of(value.residue()), MODELLED);
    writer.textIfAny(NAME, value.name());
    if (value.type().equals(UNSAID)) {
      writer.asKept(TYPE);
    } else {
      writer.spelled(TYPE, value.type(), TYPES);
    }
    return writer;
  }
}
