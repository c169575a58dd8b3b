package dev.lathe.engine.data;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/** Real numbers in the widths that models take. */
final class Reals {
  private Reals() {}

  /** Whether elements of that type can be written. */
  static boolean are(DType type) {
    return type == DType.FLOAT16 || type == DType.FLOAT || type == DType.DOUBLE;
  }

  /** Returns numbers in a type, rounded to nearest. */
  static Tensor of(DType type, Shape shape, float[] values) {
    if (type == DType.FLOAT) {
      return Tensor.ofFloats(shape, values);
    }
    MemorySegment data =
        MemorySegment.ofArray(new byte[Math.toIntExact(type.sizeInBytes(values.length))]);
    for (int i = 0; i < values.length; i++) {
      put(type, data, i, values[i]);
    }
    return Tensor.of(type, shape, data);
  }

  /** Returns numbers in single precision. */
  static float[] values(Tensor tensor) {
    if (tensor.type() == DType.FLOAT) {
      return tensor.toFloats();
    }
    NumpyType type = new NumpyType(tensor.type(), LITTLE_ENDIAN);
    float[] values = new float[Math.toIntExact(tensor.elementCount())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) type.real(tensor.data(), i);
    }
    return values;
  }

  /** Writes an element, rounded to nearest. */
  static void put(DType type, MemorySegment target, long i, double value) {
    switch (type) {
      case FLOAT16 ->
          target.set(
              JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN),
              i * 2,
              Float.floatToFloat16((float) value));
      case FLOAT -> target.set(JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN), i * 4, (float) value);
      case DOUBLE -> target.set(JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN), i * 8, value);
      default -> throw new IllegalArgumentException("no real numbers of " + type);
    }
  }
}
