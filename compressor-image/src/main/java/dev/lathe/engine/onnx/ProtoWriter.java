package dev.lathe.engine.onnx;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the fields of one protobuf message. Large values are referred to, not copied.
 *
 * <p>Fields come by ascending number, as the reference implementations write them; between them go
 * those of the residue, unless the graph models a field of that number: then the residue only says
 * how it is spelled.
 */
final class ProtoWriter {
  /** Values of this size, in bytes, and more are referred to. */
  private static final int BY_REFERENCE = 4096;

  /** Small values are joined up to this size, in bytes. */
  private static final int JOINED = 1 << 16;

  private final Kept kept;
  private final long modelled;
  private int nextKept;
  private int lastField;
  private final List<MemorySegment> chunks = new ArrayList<>();
  private byte[] small = new byte[64];
  private int used;
  private long size;

  ProtoWriter() {
    this(new Kept(List.of()), 0);
  }

  /**
   * Writes a message with a residue.
   *
   * @param modelled the fields that the graph models, as {@link #fields} gives them
   */
  ProtoWriter(Kept kept, long modelled) {
    this.kept = kept;
    this.modelled = modelled;
  }

  /** Returns a set of field numbers below 64. */
  static long fields(int... numbers) {
    return Arrays.stream(numbers).mapToLong(number -> 1L << number).reduce(0, (a, b) -> a | b);
  }

  void integer(int field, long value) {
    tag(field, WireType.VARINT);
    varint(value);
  }

  void float32(int field, float value) {
    tag(field, WireType.FIXED32);
    int bits = Float.floatToRawIntBits(value);
    for (int shift = 0; shift < 32; shift += 8) {
      put((byte) (bits >>> shift));
    }
  }

  void text(int field, String value) {
    bytes(field, MemorySegment.ofArray(value.getBytes(StandardCharsets.UTF_8)));
  }

  /** Writes a text; an empty one is left out, or spelled as it was. */
  void textIfAny(int field, String value) {
    if (value.isEmpty()) {
      asKept(field);
    } else {
      text(field, value);
    }
  }

  /** Writes a field as the residue spells it, if it does. */
  void asKept(int field) {
    if (kept.has(field)) {
      verbatim(field, kept.of(field).getLast().raw());
    }
  }

  void bytes(int field, MemorySegment value) {
    tag(field, WireType.BYTES);
    varint(value.byteSize());
    append(value);
  }

  /** Writes the remaining bytes of a buffer, which is not advanced. */
  void buffer(int field, ByteBuffer value) {
    bytes(field, MemorySegment.ofBuffer(value));
  }

  void message(int field, ProtoWriter value) {
    List<MemorySegment> content = value.chunks();
    tag(field, WireType.BYTES);
    varint(value.size);
    content.forEach(this::append);
  }

  /** Writes a small message, spelled as it was if that still gives the same value. */
  <T> void spelled(int field, T value, Spelling<T> spelling) {
    for (Kept.Field candidate : kept.of(field)) {
      if (spelling.read(candidate.reader().message("")).equals(value)) {
        verbatim(field, candidate.raw());
        return;
      }
    }
    message(field, spelling.write(value));
  }

  /** Writes a whole field as it is. */
  void verbatim(int field, MemorySegment raw) {
    flushKept(field);
    append(raw);
  }

  /** Ends the message and returns its bytes, small neighbours joined. */
  List<MemorySegment> chunks() {
    flushKept(Integer.MAX_VALUE);
    flushSmall();
    return chunks;
  }

  /** Ends the message and returns the number of its bytes. */
  long size() {
    chunks();
    return size;
  }

  /** Ends the message and says whether its bytes are these. */
  boolean writes(MemorySegment expected) {
    long offset = 0;
    for (MemorySegment chunk : chunks()) {
      if (chunk.byteSize() > expected.byteSize() - offset
          || expected.asSlice(offset, chunk.byteSize()).mismatch(chunk) >= 0) {
        return false;
      }
      offset += chunk.byteSize();
    }
    return offset == expected.byteSize();
  }

  private void tag(int field, WireType type) {
    flushKept(field);
    varint((long) field << 3 | type.code());
  }

  /** Writes what is kept of fields before this one. */
  private void flushKept(int field) {
    if (field < lastField) {
      throw new IllegalStateException("field %d behind field %d".formatted(field, lastField));
    }
    lastField = field;
    for (; nextKept < kept.fields().size(); nextKept++) {
      Kept.Field candidate = kept.fields().get(nextKept);
      if (candidate.number() >= field) {
        return;
      }
      if (candidate.number() > 63 || (modelled >>> candidate.number() & 1) == 0) {
        append(candidate.raw());
      }
    }
  }

  private void append(MemorySegment value) {
    long length = value.byteSize();
    if (length >= BY_REFERENCE) {
      flushSmall();
      chunks.add(value);
    } else {
      reserve((int) length);
      MemorySegment.copy(value, JAVA_BYTE, 0, small, used, (int) length);
      used += (int) length;
    }
    size += length;
  }

  private void flushSmall() {
    if (used > 0) {
      chunks.add(MemorySegment.ofArray(Arrays.copyOf(small, used)));
      used = 0;
    }
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      put((byte) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    put((byte) rest);
  }

  private void put(byte value) {
    reserve(1);
    small[used++] = value;
    size++;
  }

  private void reserve(int bytes) {
    if (used >= JOINED) {
      flushSmall();
    }
    if (small.length - used < bytes) {
      small = Arrays.copyOf(small, Math.max(small.length * 2, used + bytes));
    }
  }
}
