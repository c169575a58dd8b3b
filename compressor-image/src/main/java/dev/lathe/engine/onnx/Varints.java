package dev.lathe.engine.onnx;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.lathe.engine.tensor.DType;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Between a tensor's storage and the packed variable-width integers that list its elements. */
final class Varints {
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final DType type;

  /** Bytes of storage that one listed number stands for. */
  private final int width;

  Varints(DType type) {
    this.type = type;
    this.width = Math.max(1, type.bits() / 8);
  }

  /** Returns how many numbers list {@code elements} elements: of narrow types one a byte. */
  private long entries(long elements) {
    return type.sizeInBytes(elements) / width;
  }

  /**
   * Returns the storage.
   *
   * @throws IllegalArgumentException if the numbers are too few, too many, or out of range
   */
  MemorySegment decode(List<MemorySegment> packed, long elements) {
    long found = packed.stream().mapToLong(Varints::count).sum();
    long expected = entries(elements);
    if (found != expected) {
      throw new IllegalArgumentException(
          "%d listed elements expected, found %d".formatted(expected, found));
    }
    if (expected * width > LONGEST_ARRAY) {
      throw new IllegalArgumentException(
          "%d elements are too many to be listed by number".formatted(elements));
    }
    byte[] storage = new byte[(int) (expected * width)];
    int at = 0;
    for (MemorySegment part : packed) {
      long position = 0;
      while (position < part.byteSize()) {
        long value = 0;
        byte next;
        int shift = 0;
        do {
          if (shift > 63) {
            throw new IllegalArgumentException("a listed element takes more than 10 bytes");
          }
          next = part.get(JAVA_BYTE, position++);
          value |= (long) (next & 0x7f) << shift;
          shift += 7;
        } while (next < 0);
        put(storage, at, checked(value));
        at += width;
      }
    }
    return MemorySegment.ofArray(storage);
  }

  /** Returns the packed numbers that list the elements in a tensor's storage. */
  MemorySegment encode(MemorySegment storage) {
    ByteArrayOutputStream out = new ByteArrayOutputStream((int) storage.byteSize());
    byte[] bytes = storage.toArray(JAVA_BYTE);
    for (int at = 0; at < bytes.length; at += width) {
      long rest = get(bytes, at);
      while ((rest & ~0x7FL) != 0) {
        out.write((int) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }
    return MemorySegment.ofArray(out.toByteArray());
  }

  private static long count(MemorySegment part) {
    long ends = 0;
    for (long i = 0; i < part.byteSize(); i++) {
      ends += part.get(JAVA_BYTE, i) >= 0 ? 1 : 0;
    }
    return ends;
  }

  private long checked(long value) {
    int bits = 8 * width;
    if (bits < 64 && (value >= 1L << bits || value < -1L << bits - 1)) {
      throw new IllegalArgumentException("%d is out of the range of %s".formatted(value, type));
    }
    return value;
  }

  private void put(byte[] storage, int at, long value) {
    for (int i = 0; i < width; i++) {
      storage[at + i] = (byte) (value >>> 8 * i);
    }
  }

  private long get(byte[] storage, int at) {
    long value = isSigned() && storage[at + width - 1] < 0 ? -1 : 0;
    for (int i = width - 1; i >= 0; i--) {
      value = value << 8 | storage[at + i] & 0xff;
    }
    return value;
  }

  private boolean isSigned() {
    return switch (type) {
      case INT8, INT16, INT32, INT64 -> true;
      default -> false;
    };
  }
}
