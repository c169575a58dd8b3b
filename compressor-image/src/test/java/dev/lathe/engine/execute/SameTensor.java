package dev.lathe.engine.execute;

import dev.lathe.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares tensors as the ONNX project's own runner does. */
final class SameTensor {
  private static final double RELATIVE = 1e-3;
  private static final double ABSOLUTE = 1e-5;

  private SameTensor() {}

  /** Returns how a tensor differs from what is expected; empty if it does not. */
  static Optional<String> difference(Tensor expected, @Nullable Tensor found) {
    if (found == null) {
      return Optional.of("no value");
    }
    if (expected.type() != found.type() || !expected.shape().equals(found.shape())) {
      return Optional.of("%s expected, found %s".formatted(expected, found));
    }
    if (!expected.type().isFloatingPoint() || expected.type().bits() < 16) {
      return expected.equals(found)
          ? Optional.empty()
          : Optional.of(
              "other elements of "
                  + expected
                  + ": "
                  + text(expected)
                  + " expected, found "
                  + text(found));
    }
    for (int i = 0; i < expected.elementCount(); i++) {
      double wanted = element(expected, i);
      double got = element(found, i);
      boolean same =
          Double.compare(wanted, got) == 0
              || Math.abs(wanted - got) <= ABSOLUTE + RELATIVE * Math.abs(wanted);
      if (!same) {
        return Optional.of(
            "element %d of %s: %s expected, found %s".formatted(i, expected, wanted, got));
      }
    }
    return Optional.empty();
  }

  private static String text(Tensor tensor) {
    byte[] bytes = tensor.toBytes();
    return java.util.Arrays.toString(java.util.Arrays.copyOf(bytes, Math.min(32, bytes.length)));
  }

  private static double element(Tensor tensor, int index) {
    ByteBuffer data = ByteBuffer.wrap(tensor.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
    return switch (tensor.type()) {
      case FLOAT -> data.getFloat(4 * index);
      case DOUBLE -> data.getDouble(8 * index);
      case FLOAT16 -> Float.float16ToFloat(data.getShort(2 * index));
      case BFLOAT16 -> Float.intBitsToFloat(data.getShort(2 * index) << 16);
      default -> throw new IllegalArgumentException("no floats: " + tensor.type());
    };
  }
}
