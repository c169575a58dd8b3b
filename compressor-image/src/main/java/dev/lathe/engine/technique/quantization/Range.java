package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;

/**
 * The interval of an activation that integers have to cover. It always holds zero, so that padding
 * and the zeros of a rectifier are exact.
 */
record Range(float min, float max) {
  Range {
    if (!(Float.isFinite(min) && Float.isFinite(max) && min <= max)) {
      throw new IllegalArgumentException(
          "a range has finite ends in order, found [%s, %s]".formatted(min, max));
    }
    min = Math.min(min, 0);
    max = Math.max(max, 0);
  }

  /**
   * Scale and zero point of a quantization: {@code x ≈ scale · (q − zeroPoint)}.
   *
   * @param type UINT8 or INT8
   */
  record Affine(DType type, float scale, int zeroPoint) {
    Tensor scaleTensor() {
      return Tensor.ofFloats(Shape.scalar(), scale);
    }

    Tensor zeroPointTensor() {
      return Tensor.ofBytes(type, Shape.scalar(), (byte) zeroPoint);
    }
  }

  /** Returns the quantization to [0, 255] that covers this range and maps zero to an integer. */
  Affine toUint8() {
    float scale = usable((float) (((double) max - min) / 255));
    int zeroPoint = Math.clamp((int) Math.rint(-min / (double) scale), 0, 255);
    return new Affine(DType.UINT8, scale, zeroPoint);
  }

  /** Returns the quantization to [-127, 127] that maps zero to zero. */
  Affine toInt8() {
    return new Affine(DType.INT8, usable(Math.max(-min, max) / 127), 0);
  }

  /**
   * Returns the quantization to signed bytes that maps zero to zero where there are values of both
   * signs, and to the lowest integer where there are none below zero: with the latter a rectifier
   * is absorbed, and no integer is left unused.
   */
  Affine toRectifiedInt8() {
    return min < 0 ? toInt8() : new Affine(DType.INT8, usable(max / 255), -128);
  }

  /** Returns the least range that covers both. */
  Range with(Range other) {
    return new Range(Math.min(min, other.min), Math.max(max, other.max));
  }

  private static float usable(float scale) {
    return scale < Float.MIN_NORMAL ? 1f : scale;
  }
}
