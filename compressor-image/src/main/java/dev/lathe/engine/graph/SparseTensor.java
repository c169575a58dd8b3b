package dev.lathe.engine.graph;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;

/**
 * A constant of which only the non-zero elements are stored.
 *
 * @param values [nonZeros]
 * @param indices INT64, either [nonZeros] row-major positions or [nonZeros, rank] coordinates,
 *     sorted
 * @param shape of the dense tensor
 * @param residue what else the file says of it, its values and its indices
 */
public record SparseTensor(Tensor values, Tensor indices, Shape shape, Residue residue) {
  public SparseTensor {
    if (indices.type() != DType.INT64) {
      throw new IllegalArgumentException(
          "indices of a sparse tensor are INT64, found " + indices.type());
    }
    long nonZeros = values.elementCount();
    boolean linear = indices.shape().equals(Shape.of(nonZeros));
    boolean coordinates = indices.shape().equals(Shape.of(nonZeros, shape.rank()));
    if (!linear && !coordinates) {
      throw new IllegalArgumentException(
          "indices of %d non-zeros in %s are [%d] or [%d, %d], found %s"
              .formatted(nonZeros, shape, nonZeros, nonZeros, shape.rank(), indices.shape()));
    }
  }

  public SparseTensor(Tensor values, Tensor indices, Shape shape) {
    this(values, indices, shape, Residue.none());
  }
}
