package dev.lathe.engine.onnx;

import dev.lathe.engine.graph.Residue;
import java.io.ByteArrayOutputStream;

/** Collects the fields of a message that its reader does not model. */
final class ResidueBuilder {
  private final ByteArrayOutputStream fields = new ByteArrayOutputStream();

  /** Keeps the field the reader is at. */
  void keep(ProtoReader reader) {
    fields.writeBytes(reader.raw());
  }

  /** Keeps that a text was written though it is empty, and returns it. */
  String keepIfEmpty(String text, int field) {
    if (text.isEmpty()) {
      fields.writeBytes(new ProtoMessage().text(field, text).toBytes());
    }
    return text;
  }

  /** Keeps a message of leftovers under a field. */
  void keep(int field, Residue leftovers) {
    if (!leftovers.isEmpty()) {
      fields.writeBytes(
          new ProtoMessage().message(field, new ProtoMessage().residue(leftovers)).toBytes());
    }
  }

  Residue build() {
    return Residue.of(fields.toByteArray());
  }
}
