package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Reads a FLOAT tensor piece by piece, so that no second copy of it is ever held. */
final class FloatBlocks {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int ELEMENTS = 1 << 16;

  private FloatBlocks() {}

  /** Is given one piece after the other. */
  @FunctionalInterface
  interface Reader {
    /**
     * @param block holds the elements from its start on; it is used again for the next piece
     * @param length how many elements it holds
     * @param offset position of the first of them within the tensor
     */
    void read(float[] block, int length, long offset);
  }

  /**
   * Reads all elements in their order.
   *
   * @throws IllegalStateException if the tensor is not FLOAT
   */
  static void read(Tensor tensor, Reader reader) {
    if (tensor.type() != DType.FLOAT) {
      throw new IllegalStateException("expected a tensor of FLOAT, found " + tensor);
    }
    MemorySegment data = tensor.data();
    float[] block = new float[(int) Math.min(ELEMENTS, tensor.elementCount())];
    for (long offset = 0; offset < tensor.elementCount(); offset += ELEMENTS) {
      int length = (int) Math.min(ELEMENTS, tensor.elementCount() - offset);
      MemorySegment.copy(data, FLOAT, 4 * offset, block, 0, length);
      reader.read(block, length, offset);
    }
  }

  /** Gives back the pages of a mapped file that hold a tensor; they are read again if need be. */
  static void release(Tensor tensor) {
    if (tensor.data().isMapped()) {
      tensor.data().unload();
    }
  }
}
