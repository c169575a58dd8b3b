package dev.lathe.engine.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * Pixels of 8 bits as numbers that a model takes.
 *
 * @param type of the numbers
 */
record Pixels(Normalization normalization, DType type) implements Elements {

  /** Normalises pixels of one channel. */
  @Override
  public Tensor read(MemorySegment raw, Shape shape) {
    float[] table = normalization.table(0);
    float[] values = new float[Math.toIntExact(raw.byteSize())];
    for (int i = 0; i < values.length; i++) {
      values[i] = table[Byte.toUnsignedInt(raw.get(JAVA_BYTE, i))];
    }
    return Reals.of(type, shape, values);
  }
}
