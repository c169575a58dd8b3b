package dev.lathe.engine.onnx;

import dev.lathe.engine.graph.Residue;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * A protobuf message being written. Large values are referred to, not copied; fields come out by
 * their numbers, those of one number in the order given, as the reference implementations write.
 */
final class ProtoMessage {
  /** Values of this size and more are referred to. */
  private static final int LARGE_BYTES = 4096;

  private record Field(int number, List<MemorySegment> chunks) {}

  private final List<Field> fields = new ArrayList<>();

  ProtoMessage integer(int field, long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(12);
    varint(out, tag(field, ProtoReader.VARINT));
    varint(out, value);
    return add(field, out.toByteArray());
  }

  ProtoMessage float32(int field, float value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(6);
    varint(out, tag(field, ProtoReader.FIXED32));
    int bits = Float.floatToRawIntBits(value);
    for (int shift = 0; shift < 32; shift += 8) {
      out.write(bits >>> shift);
    }
    return add(field, out.toByteArray());
  }

  ProtoMessage text(int field, String value) {
    return bytes(field, MemorySegment.ofArray(value.getBytes(StandardCharsets.UTF_8)));
  }

  /** Writes a text unless it is empty, which is what a reader takes an absent one for. */
  ProtoMessage textIfAny(int field, String value) {
    return value.isEmpty() ? this : text(field, value);
  }

  ProtoMessage bytes(int field, MemorySegment value) {
    return nested(field, List.of(value), value.byteSize());
  }

  ProtoMessage message(int field, ProtoMessage value) {
    return nested(field, value.chunks(), value.size());
  }

  /** Adds the fields of a residue. */
  ProtoMessage residue(Residue residue) {
    ProtoReader reader = ProtoReader.of(residue.toBytes(), "");
    while (reader.next()) {
      int number = reader.field();
      add(number, reader.raw());
    }
    return this;
  }

  /** Returns the encoded message as a residue: for types the graph does not model. */
  Residue toResidue() {
    return Residue.of(toBytes());
  }

  long size() {
    long size = 0;
    for (Field field : fields) {
      for (MemorySegment chunk : field.chunks()) {
        size += chunk.byteSize();
      }
    }
    return size;
  }

  /** Returns the encoded message, small neighbours joined. */
  List<MemorySegment> chunks() {
    List<MemorySegment> chunks = new ArrayList<>();
    ByteArrayOutputStream small = new ByteArrayOutputStream();
    fields.sort(Comparator.comparingInt(Field::number));
    for (Field field : fields) {
      for (MemorySegment chunk : field.chunks()) {
        if (chunk.byteSize() < LARGE_BYTES) {
          small.writeBytes(chunk.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
        } else {
          flush(small, chunks::add);
          chunks.add(chunk);
        }
      }
    }
    flush(small, chunks::add);
    return chunks;
  }

  byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    chunks().forEach(c -> out.writeBytes(c.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)));
    return out.toByteArray();
  }

  private static void flush(ByteArrayOutputStream small, Consumer<MemorySegment> chunks) {
    if (small.size() > 0) {
      chunks.accept(MemorySegment.ofArray(small.toByteArray()));
      small.reset();
    }
  }

  private ProtoMessage nested(int field, List<MemorySegment> content, long size) {
    ByteArrayOutputStream head = new ByteArrayOutputStream(12);
    varint(head, tag(field, ProtoReader.BYTES));
    varint(head, size);
    List<MemorySegment> chunks = new ArrayList<>(content.size() + 1);
    chunks.add(MemorySegment.ofArray(head.toByteArray()));
    chunks.addAll(content);
    fields.add(new Field(field, chunks));
    return this;
  }

  private ProtoMessage add(int field, byte[] encoded) {
    fields.add(new Field(field, List.of(MemorySegment.ofArray(encoded))));
    return this;
  }

  private static long tag(int field, int wireType) {
    return (long) field << 3 | wireType;
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
