package dev.lathe.engine.onnx;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Residue;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Collects, while a message is read, what goes into its residue:
 *
 * <ul>
 *   <li>fields that the graph does not model;
 *   <li>spellings: fields that it does model but that the writer, left alone, would write in other
 *       bytes, such as an empty text that is there or {@code ai.onnx} for the standard domain. The
 *       writer uses a spelling for as long as reading it gives the value to be written.
 * </ul>
 */
final class Leftovers {
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private @Nullable ByteArrayOutputStream fields;

  /** Keeps the field the reader is at. */
  void keep(ProtoReader reader) {
    keep(reader.raw());
  }

  /**
   * Keeps whole fields.
   *
   * @throws EngineException UNSUPPORTED_MODEL if they take 2 GiB or more
   */
  void keep(MemorySegment raw) {
    if (raw.byteSize() > LONGEST_ARRAY) {
      throw new EngineException(
          Reason.UNSUPPORTED_MODEL,
          "the model has a field of %d bytes that is no tensor".formatted(raw.byteSize()));
    }
    if (fields == null) {
      fields = new ByteArrayOutputStream();
    }
    fields.writeBytes(raw.toArray(ValueLayout.JAVA_BYTE));
  }

  /** Keeps a message in a field, if the message holds anything. */
  void keep(int field, Residue message) {
    if (!message.isEmpty()) {
      ProtoWriter writer = new ProtoWriter();
      writer.bytes(field, MemorySegment.ofArray(message.toBytes()));
      writer.chunks().forEach(this::keep);
    }
  }

  /** Keeps a message in a field. */
  void keep(int field, ProtoWriter message) {
    ProtoWriter writer = new ProtoWriter();
    writer.message(field, message);
    writer.chunks().forEach(this::keep);
  }

  /** Keeps that a field of bytes is there, without what it holds. */
  void keepPresence(int field) {
    ProtoWriter writer = new ProtoWriter();
    writer.text(field, "");
    writer.chunks().forEach(this::keep);
  }

  /** Reads a text and keeps that it is there although it is empty. */
  String text(ProtoReader reader) {
    String text = reader.text();
    if (text.isEmpty()) {
      keep(reader.consumed());
    }
    return text;
  }

  /** Reads the name of a domain, which is empty for the standard operators. */
  String domain(ProtoReader reader) {
    String domain = text(reader);
    if (domain.equals("ai.onnx")) {
      keep(reader.consumed());
      return "";
    }
    return domain;
  }

  /** Reads a small message and keeps its bytes if the writer would write others. */
  <T> T spelled(ProtoReader reader, String name, Spelling<T> spelling) {
    int field = reader.field();
    T value = spelling.read(reader.message(name));
    ProtoWriter plain = new ProtoWriter();
    plain.message(field, spelling.write(value));
    if (!plain.writes(reader.consumed())) {
      keep(reader.consumed());
    }
    return value;
  }

  Residue toResidue() {
    return fields == null ? Residue.none() : Residue.of(fields.toByteArray());
  }
}
