package dev.lathe.engine.onnx;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Between a tensor's storage and the packed variable-width integers that list its elements. Types
 * of 2 and 4 bits are listed a byte at a time, all others an element at a time.
 */
final class Varints {
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final DType type;

  /** Bits of storage that one listed number stands for. */
  private final int width;

  Varints(DType type) {
    this.type = type;
    this.width = type.bits() == 2 || type.bits() == 4 ? 8 : type.bits();
  }

  /**
   * Returns the storage.
   *
   * @throws IllegalArgumentException if the numbers are too few, too many, or out of range
   */
  MemorySegment decode(List<MemorySegment> packed, long elements) {
    long size = type.sizeInBytes(elements);
    long expected = listed(elements);
    long found = packed.stream().mapToLong(Varints::count).sum();
    if (found != expected) {
      throw new IllegalArgumentException(
          "%d listed elements expected, found %d".formatted(expected, found));
    }
    if (size > LONGEST_ARRAY) {
      throw new IllegalArgumentException(
          "%d elements are too many to be listed by number".formatted(elements));
    }
    byte[] storage = new byte[(int) size];
    long bit = 0;
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
        put(storage, bit, checked(value));
        bit += width;
      }
    }
    return MemorySegment.ofArray(storage);
  }

  /** Returns the packed numbers that list a tensor's elements. */
  MemorySegment encode(Tensor tensor) {
    byte[] bytes = tensor.toBytes();
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    long end = listed(tensor.elementCount()) * width;
    for (long bit = 0; bit < end; bit += width) {
      long rest = get(bytes, bit);
      while ((rest & ~0x7FL) != 0) {
        out.write((int) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }
    return MemorySegment.ofArray(out.toByteArray());
  }

  /** Returns how many numbers list so many elements. */
  private long listed(long elements) {
    return width == type.bits() ? elements : type.sizeInBytes(elements);
  }

  private static long count(MemorySegment part) {
    long ends = 0;
    for (long i = 0; i < part.byteSize(); i++) {
      ends += part.get(JAVA_BYTE, i) >= 0 ? 1 : 0;
    }
    return ends;
  }

  /** Some writers list unsigned types by their signed equivalents, so both ranges are allowed. */
  private long checked(long value) {
    if (width < 64 && (value >= 1L << width || value < -1L << width - 1)) {
      throw new IllegalArgumentException("%d is out of the range of %s".formatted(value, type));
    }
    return value;
  }

  private void put(byte[] storage, long bit, long value) {
    int done = 0;
    while (done < width) {
      int at = (int) (bit + done >>> 3);
      int shift = (int) (bit + done & 7);
      int bits = Math.min(8 - shift, width - done);
      storage[at] |= (byte) ((value >>> done & (1 << bits) - 1) << shift);
      done += bits;
    }
  }

  private long get(byte[] storage, long bit) {
    long value = 0;
    int done = 0;
    while (done < width) {
      int at = (int) (bit + done >>> 3);
      int shift = (int) (bit + done & 7);
      int bits = Math.min(8 - shift, width - done);
      value |= (long) ((storage[at] & 0xff) >>> shift & (1 << bits) - 1) << done;
      done += bits;
    }
    return isSigned() ? value << 64 - width >> 64 - width : value;
  }

  private boolean isSigned() {
    return switch (type) {
      case INT8, INT16, INT32, INT64 -> true;
      default -> false;
    };
  }
}
