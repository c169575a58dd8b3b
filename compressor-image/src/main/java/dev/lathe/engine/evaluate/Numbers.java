package dev.lathe.engine.evaluate;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.IntToDoubleFunction;

/** Reads tensors of any numeric type in single precision, in which outputs are compared. */
final class Numbers {
  private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private Numbers() {}

  /**
   * Returns the elements, row-major, rounded to single precision.
   *
   * @throws EngineException if the elements are no numbers that an output can have
   */
  static float[] toFloats(Tensor tensor) {
    if (tensor.type() == DType.FLOAT) {
      return tensor.toFloats();
    }
    float[] floats = new float[Math.toIntExact(tensor.elementCount())];
    IntToDoubleFunction element = element(tensor);
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) element.applyAsDouble(i);
    }
    return floats;
  }

  private static IntToDoubleFunction element(Tensor tensor) {
    MemorySegment data = tensor.data();
    return switch (tensor.type()) {
      case FLOAT -> tensor::floatAt;
      case DOUBLE -> {
        double[] doubles = tensor.toDoubles();
        yield i -> doubles[i];
      }
      case FLOAT16 -> i -> Float.float16ToFloat(data.getAtIndex(SHORT, i));
      case BFLOAT16 -> i -> Float.intBitsToFloat(data.getAtIndex(SHORT, i) << 16);
      case INT8 -> i -> data.getAtIndex(JAVA_BYTE, i);
      case UINT8, BOOL -> i -> data.getAtIndex(JAVA_BYTE, i) & 0xff;
      case INT16 -> i -> data.getAtIndex(SHORT, i);
      case UINT16 -> i -> data.getAtIndex(SHORT, i) & 0xffff;
      case INT32 -> i -> data.getAtIndex(INT, i);
      case UINT32 -> i -> Integer.toUnsignedLong(data.getAtIndex(INT, i));
      case INT64, UINT64 -> i -> data.getAtIndex(LONG, i);
      case STRING,
          COMPLEX64,
          COMPLEX128,
          FLOAT8E4M3FN,
          FLOAT8E4M3FNUZ,
          FLOAT8E5M2,
          FLOAT8E5M2FNUZ,
          UINT4,
          INT4,
          FLOAT4E2M1,
          FLOAT6E2M3,
          FLOAT6E3M2,
          FLOAT8E8M0,
          UINT2,
          INT2 ->
          throw new EngineException(
              Reason.UNSUPPORTED_MODEL,
              "outputs of element type %s cannot be compared".formatted(tensor.type()));
    };
  }
}
