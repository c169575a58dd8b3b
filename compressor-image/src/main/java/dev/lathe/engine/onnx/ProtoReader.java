package dev.lathe.engine.onnx;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;

/**
 * Reads the fields of one protobuf message in place.
 *
 * <p>{@code while (reader.next()) switch (reader.field())} visits the fields; whoever does not want
 * one calls {@link #raw()}, which returns it whole. Every length is checked against the message's
 * end, so that no input makes it read or allocate beyond what is there.
 */
final class ProtoReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment file;
  private final String path;
  private final long end;
  private long position;
  private long fieldStart;
  private int field;
  private int wireType;

  /** Reads {@code [position, end)} of the file; messages call the place {@code path}. */
  ProtoReader(MemorySegment file, long position, long end, String path) {
    this.file = file;
    this.position = position;
    this.end = end;
    this.path = path;
  }

  /** Returns a reader over bytes that hold one message. */
  static ProtoReader of(byte[] message, String path) {
    return new ProtoReader(MemorySegment.ofArray(message), 0, message.length, path);
  }

  /** Returns a second reader of the same message that stands where this one does. */
  ProtoReader fork() {
    ProtoReader second = new ProtoReader(file, position, end, path);
    second.fieldStart = fieldStart;
    second.field = field;
    second.wireType = wireType;
    return second;
  }

  String path() {
    return path;
  }

  /** Moves to the next field; false at the end of the message. */
  boolean next() {
    if (position == end) {
      return false;
    }
    fieldStart = position;
    long tag = varint();
    wireType = (int) (tag & 7);
    long number = tag >>> 3;
    if (number < 1 || number > 0x1FFFFFFF) {
      throw invalid("field number " + number + " is out of range");
    }
    field = (int) number;
    return true;
  }

  int field() {
    return field;
  }

  /** Reads the value as a signed 64-bit integer. */
  long integer() {
    expect(VARINT);
    return varint();
  }

  int int32() {
    return (int) integer();
  }

  float float32() {
    expect(FIXED32);
    return Float.intBitsToFloat(fixed32());
  }

  /** Reads the value as UTF-8 text. */
  String text() {
    MemorySegment bytes = bytes();
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.asByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      throw invalid("field " + field + " is expected to be UTF-8 text");
    }
  }

  /** Returns the value's bytes in place. */
  MemorySegment bytes() {
    expect(BYTES);
    long length = length();
    MemorySegment slice = file.asSlice(position, length);
    position += length;
    return slice;
  }

  /** Copies the value's bytes. */
  ByteBuffer copiedBytes() {
    return ByteBuffer.wrap(bytes().toArray(JAVA_BYTE));
  }

  /** Returns a reader of the value as a message, called {@code label} below this one. */
  ProtoReader message(String label) {
    expect(BYTES);
    long length = length();
    ProtoReader inner =
        new ProtoReader(
            file, position, position + length, path.isEmpty() ? label : path + "." + label);
    position += length;
    return inner;
  }

  /** Reads one element of a repeated integer field, or all of them where they are packed. */
  void integers(LongConsumer each) {
    if (wireType != BYTES) {
      each.accept(integer());
      return;
    }
    long stop = packedEnd();
    while (position < stop) {
      each.accept(varint());
    }
    checkPacked(stop);
  }

  /** Reads one element of a repeated float field, or all of them where they are packed. */
  void floats(DoubleConsumer each) {
    if (wireType != BYTES) {
      each.accept(float32());
      return;
    }
    long stop = packedEnd();
    while (position < stop) {
      each.accept(Float.intBitsToFloat(fixed32()));
    }
    checkPacked(stop);
  }

  /** Reads one element of a repeated double field, or all of them where they are packed. */
  void doubles(DoubleConsumer each) {
    if (wireType != BYTES) {
      expect(FIXED64);
      each.accept(Double.longBitsToDouble(fixed64()));
      return;
    }
    long stop = packedEnd();
    while (position < stop) {
      each.accept(Double.longBitsToDouble(fixed64()));
    }
    checkPacked(stop);
  }

  /** Returns the whole field, its tag included, as it stands in the file. */
  byte[] raw() {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> fixed64();
      case FIXED32 -> fixed32();
      case BYTES -> {
        long length = length();
        position += length;
      }
      default -> throw invalid("field " + field + " has unknown wire type " + wireType);
    }
    return file.asSlice(fieldStart, position - fieldStart).toArray(JAVA_BYTE);
  }

  EngineException invalid(String problem) {
    return new EngineException(
        Reason.INVALID_MODEL,
        "not a valid ONNX model: %s%s (byte %d)"
            .formatted(path.isEmpty() ? "" : path + ": ", problem, fieldStart));
  }

  private void expect(int expected) {
    if (wireType != expected) {
      throw invalid("field %d has wire type %d, expected %d".formatted(field, wireType, expected));
    }
  }

  private long packedEnd() {
    long length = length();
    return position + length;
  }

  private void checkPacked(long stop) {
    if (position != stop) {
      throw invalid("the last packed element of field " + field + " is cut off");
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

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position == end) {
        throw invalid("the file ends within a number: it is truncated or not ONNX");
      }
      byte next = file.get(JAVA_BYTE, position++);
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw invalid("a number has more than 64 bits");
  }

  private int fixed32() {
    if (end - position < 4) {
      throw invalid("the file ends within a number: it is truncated or not ONNX");
    }
    int value = file.get(INT, position);
    position += 4;
    return value;
  }

  private long fixed64() {
    if (end - position < 8) {
      throw invalid("the file ends within a number: it is truncated or not ONNX");
    }
    long value = file.get(LONG, position);
    position += 8;
    return value;
  }
}
