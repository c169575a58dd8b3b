package dev.lathe.engine.execute.archive;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/** Puts elements into the type that carries them, and back. */
public final class Widening {
  private Widening() {}

  /** Returns the elements in the type that carries them; without a copy where it is their own. */
  public static MemorySegment of(Tensor tensor) {
    MemorySegment data = tensor.data();
    int count = Math.toIntExact(tensor.elementCount());
    return switch (tensor.type()) {
      case UINT16 -> {
        int[] wide = new int[count];
        for (int i = 0; i < count; i++) {
          wide[i] = Short.toUnsignedInt(data.getAtIndex(JAVA_SHORT_UNALIGNED, i));
        }
        yield bytes(MemorySegment.ofArray(wide));
      }
      case UINT32 -> {
        long[] wide = new long[count];
        for (int i = 0; i < count; i++) {
          wide[i] = Integer.toUnsignedLong(data.getAtIndex(JAVA_INT_UNALIGNED, i));
        }
        yield bytes(MemorySegment.ofArray(wide));
      }
      case INT4, UINT4, INT2, UINT2 -> bytes(MemorySegment.ofArray(unpacked(tensor)));
      default -> data;
    };
  }

  private static byte[] unpacked(Tensor tensor) {
    int bits = tensor.type().bits();
    boolean signed = tensor.type() == DType.INT4 || tensor.type() == DType.INT2;
    byte[] wide = new byte[(int) tensor.elementCount()];
    for (int i = 0; i < wide.length; i++) {
      int byteOf = tensor.data().get(JAVA_BYTE, (long) i * bits / 8);
      int field = byteOf >> (i * bits % 8) & (1 << bits) - 1;
      wide[i] = (byte) (signed ? field << 32 - bits >> 32 - bits : field);
    }
    return wide;
  }

  private static MemorySegment bytes(MemorySegment array) {
    return MemorySegment.ofArray(array.toArray(JAVA_BYTE));
  }

  /** Returns the elements of an ONNX type from those of the type that carries it. */
  public static byte[] narrowed(DType type, MemorySegment data) {
    return switch (type) {
      case UINT16, INT16 -> {
        byte[] narrow = new byte[(int) (data.byteSize() / 2)];
        for (int i = 0; i < narrow.length / 2; i++) {
          MemorySegment.ofArray(narrow)
              .setAtIndex(JAVA_SHORT_UNALIGNED, i, (short) data.getAtIndex(JAVA_INT_UNALIGNED, i));
        }
        yield narrow;
      }
      case UINT32 -> {
        byte[] narrow = new byte[(int) (data.byteSize() / 2)];
        for (int i = 0; i < narrow.length / 4; i++) {
          MemorySegment.ofArray(narrow)
              .setAtIndex(JAVA_INT_UNALIGNED, i, (int) data.getAtIndex(JAVA_LONG_UNALIGNED, i));
        }
        yield narrow;
      }
      case INT4, UINT4, INT2, UINT2 -> packed(type.bits(), data);
      default -> data.toArray(JAVA_BYTE);
    };
  }

  private static byte[] packed(int bits, MemorySegment data) {
    int count = (int) data.byteSize();
    byte[] packed = new byte[Math.ceilDiv(count * bits, 8)];
    for (int i = 0; i < count; i++) {
      int field = data.get(JAVA_BYTE, i) & (1 << bits) - 1;
      packed[i * bits / 8] |= (byte) (field << i * bits % 8);
    }
    return packed;
  }
}
