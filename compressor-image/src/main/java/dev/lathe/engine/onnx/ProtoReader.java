package dev.lathe.engine.onnx;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.lathe.engine.failure.EngineException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Reads the fields of one protobuf message in place.
 *
 * <p>{@code while (reader.next()) switch (reader.field())} visits the fields; each has to be
 * consumed by the accessor of its kind or by {@link #raw()}. Every length is checked against the
 * end of the message, so that no input makes it read, or allocate for, more than is there.
 *
 * <p>Groups are refused: ONNX never had any.
 */
final class ProtoReader {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final int GREATEST_FIELD = 0x1FFFFFFF;

  /** Strings below this size, in bytes, are copied. */
  private static final int COPIED = 4096;

  private final MemorySegment file;
  private final Place place;
  private final long start;
  private final long end;
  private long position;
  private long fieldStart;
  private int field;
  private WireType wireType = WireType.VARINT;

  private ProtoReader(MemorySegment file, long start, long end, Place place) {
    this.file = file;
    this.start = start;
    this.end = end;
    this.position = start;
    this.place = place;
  }

  /** Returns a reader of bytes that hold one message. */
  static ProtoReader of(MemorySegment message, Place place) {
    return new ProtoReader(message, 0, message.byteSize(), place);
  }

  /** Returns a reader of bytes that hold one message. */
  static ProtoReader of(byte[] message) {
    return of(MemorySegment.ofArray(message), Place.root(""));
  }

  Place place() {
    return place;
  }

  /** Moves to the next field; false at the end of the message. */
  boolean next() {
    if (position == end) {
      return false;
    }
    fieldStart = position;
    long tag = varint();
    long number = tag >>> 3;
    int code = (int) (tag & 7);
    if (number < 1 || number > GREATEST_FIELD || !WireType.exists(code)) {
      throw place.invalid(fieldStart, "no protobuf field starts with the tag " + tag, null);
    }
    field = (int) number;
    wireType = WireType.of(code);
    return true;
  }

  /** Moves back to before the first field. */
  void rewind() {
    position = start;
  }

  /** Returns the number of the field the reader is at. */
  int field() {
    return field;
  }

  /** Reads a signed 64-bit integer. */
  long integer() {
    expect(WireType.VARINT);
    return varint();
  }

  /** Reads a 32-bit integer or the number of an enum's constant; high bits are cut off. */
  int int32() {
    return (int) integer();
  }

  float float32() {
    expect(WireType.FIXED32);
    return Float.intBitsToFloat(file.get(INT, take(4)));
  }

  /** Reads text. */
  String text() {
    MemorySegment bytes = bytes();
    if (bytes.byteSize() > Integer.MAX_VALUE - 8) {
      throw invalid("a text of %d bytes is too long".formatted(bytes.byteSize()));
    }
    byte[] encoded = bytes.toArray(JAVA_BYTE);
    String text = new String(encoded, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0
        && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), encoded)) {
      throw invalid("field %d holds text that is not UTF-8".formatted(field));
    }
    return text;
  }

  /** Returns the bytes of the value in place. */
  MemorySegment bytes() {
    expect(WireType.BYTES);
    long length = length();
    return file.asSlice(take(length), length);
  }

  /** Returns a reader of the value as a message. */
  ProtoReader message(String name) {
    return message(place.in(name));
  }

  /** Returns a reader of the value as one of several messages. */
  ProtoReader message(String name, int index) {
    return message(place.in(name, index));
  }

  private ProtoReader message(Place inner) {
    if (inner.depth() > Place.DEEPEST) {
      throw invalid("messages are nested more than %d deep".formatted(Place.DEEPEST));
    }
    expect(WireType.BYTES);
    long length = length();
    long from = take(length);
    return new ProtoReader(file, from, from + length, inner);
  }

  /** Returns the bytes of the value, those of a long one in place. */
  ByteBuffer buffer() {
    MemorySegment bytes = bytes();
    if (bytes.byteSize() > Integer.MAX_VALUE) {
      throw invalid("a string of %d bytes is too long".formatted(bytes.byteSize()));
    }
    return bytes.byteSize() < COPIED
        ? ByteBuffer.wrap(bytes.toArray(JAVA_BYTE))
        : bytes.asByteBuffer();
  }

  /** Reads one element of a repeated integer field, or all of them where they are packed. */
  void integers(LongConsumer each) {
    if (wireType != WireType.BYTES) {
      each.accept(integer());
      return;
    }
    ProtoReader packed = message("packed");
    while (packed.position < packed.end) {
      each.accept(packed.varint());
    }
  }

  /**
   * Returns the encoded elements of a repeated integer field, in place: one of them, or all where
   * they are packed. Each is known to be whole.
   */
  MemorySegment varints() {
    if (wireType != WireType.BYTES) {
      long from = position;
      integer();
      return file.asSlice(from, position - from);
    }
    MemorySegment packed = bytes();
    if (packed.byteSize() > 0 && packed.get(JAVA_BYTE, packed.byteSize() - 1) < 0) {
      throw invalid("the packed numbers of field %d end within one".formatted(field));
    }
    return packed;
  }

  /**
   * Returns the little-endian elements of a repeated field of 4 or 8 bytes each, in place: one of
   * them, or all where they are packed.
   */
  MemorySegment fixed(int width) {
    if (wireType == WireType.BYTES) {
      MemorySegment packed = bytes();
      if (packed.byteSize() % width != 0) {
        throw invalid(
            "packed elements of %d bytes do not fill %d bytes".formatted(width, packed.byteSize()));
      }
      return packed;
    }
    expect(width == 4 ? WireType.FIXED32 : WireType.FIXED64);
    return file.asSlice(take(width), width);
  }

  /** Consumes the field and returns it whole, its tag included, in place. */
  MemorySegment raw() {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> take(8);
      case FIXED32 -> take(4);
      case BYTES -> take(length());
      case GROUP_START, GROUP_END -> throw invalid("field %d is a group".formatted(field));
    }
    return consumed();
  }

  /** Returns the field that was consumed last, whole, its tag included, in place. */
  MemorySegment consumed() {
    return file.asSlice(fieldStart, position - fieldStart);
  }

  /** Returns the failure of this message. */
  EngineException invalid(String problem) {
    return place.invalid(position, problem, null);
  }

  /** Returns the failure of this message with the exception that tells it. */
  EngineException invalid(String problem, Throwable cause) {
    return place.invalid(position, problem, cause);
  }

  private void expect(WireType expected) {
    if (wireType != expected) {
      throw invalid("field %d is laid out as %s, expected %s".formatted(field, wireType, expected));
    }
  }

  private long length() {
    long length = varint();
    if (length < 0 || length > end - position) {
      throw invalid(
          "field %d claims %s bytes, but %d are left: the file is truncated or not ONNX"
              .formatted(field, Long.toUnsignedString(length), end - position));
    }
    return length;
  }

  private long take(long bytes) {
    if (bytes > end - position) {
      throw invalid("the message ends within field %d".formatted(field));
    }
    long from = position;
    position += bytes;
    return from;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position == end) {
        throw invalid("the message ends within a number: the file is truncated or not ONNX");
      }
      byte next = file.get(JAVA_BYTE, position++);
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw invalid("a number takes more than 10 bytes");
  }
}
