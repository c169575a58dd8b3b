package dev.lathe.engine.onnx;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** A protobuf message of any fields in any order, with no part of the codec involved. */
public final class RawMessage {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public RawMessage integer(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  public RawMessage float32(int field, float value) {
    varint((long) field << 3 | 5);
    int bits = Float.floatToRawIntBits(value);
    for (int shift = 0; shift < 32; shift += 8) {
      out.write(bits >>> shift);
    }
    return this;
  }

  public RawMessage text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  public RawMessage message(int field, RawMessage value) {
    return bytes(field, value.toBytes());
  }

  public RawMessage bytes(int field, byte... value) {
    varint((long) field << 3 | 2);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  /** Appends bytes that may be anything. */
  public RawMessage raw(byte... bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** Appends a number in the variable-width form. */
  public RawMessage varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  public byte[] toBytes() {
    return out.toByteArray();
  }

  public MemorySegment toSegment() {
    return MemorySegment.ofArray(toBytes());
  }
}
