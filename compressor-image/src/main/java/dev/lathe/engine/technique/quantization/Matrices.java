package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;

/** What weights of two axes need before they are quantized. */
final class Matrices {
  private Matrices() {}

  /**
   * @param matrix FLOAT [rows, columns]
   * @return FLOAT [columns, rows]
   */
  static Tensor transpose(Tensor matrix) {
    int rows = (int) matrix.shape().dim(0);
    int columns = (int) matrix.shape().dim(1);
    float[] source = matrix.toFloats();
    float[] transposed = new float[source.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        transposed[column * rows + row] = source[row * columns + column];
      }
    }
    return Tensor.ofFloats(Shape.of(columns, rows), transposed);
  }
}
