package dev.lathe.engine.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The extents of a tensor, outermost first; a scalar has rank 0. Every extent is known. */
public final class Shape {
  private static final Shape SCALAR = new Shape(new long[0]);

  private final long[] dims;

  private Shape(long[] dims) {
    this.dims = dims;
  }

  /**
   * Returns the shape with these extents.
   *
   * @throws IllegalArgumentException if an extent is negative, or the element count overflows
   */
  public static Shape of(long... dims) {
    if (dims.length == 0) {
      return SCALAR;
    }
    for (long dim : dims) {
      if (dim < 0) {
        throw new IllegalArgumentException("extents must be >= 0, found " + Arrays.toString(dims));
      }
    }
    if (!isCountable(dims)) {
      throw new IllegalArgumentException(
          "the element count of " + Arrays.toString(dims) + " overflows");
    }
    return new Shape(dims.clone());
  }

  /** Returns the shape with these extents. */
  public static Shape of(List<Long> dims) {
    return of(dims.stream().mapToLong(Long::longValue).toArray());
  }

  /** Whether the products of such extents, none below 0, stay within 64 bits. */
  public static boolean isCountable(long... dims) {
    long count = 1;
    for (long dim : dims) {
      if (dim != 0 && count > Long.MAX_VALUE / dim) {
        return false;
      }
      count *= dim;
    }
    return true;
  }

  public static Shape scalar() {
    return SCALAR;
  }

  public int rank() {
    return dims.length;
  }

  /**
   * Returns the extent of an axis; negative axes count from the end, as in ONNX.
   *
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public long dim(int axis) {
    return dims[axis < 0 ? axis + dims.length : axis];
  }

  public long[] toArray() {
    return dims.clone();
  }

  public List<Long> toList() {
    return Arrays.stream(dims).boxed().toList();
  }

  /** Returns the number of elements; 1 for a scalar. */
  public long elementCount() {
    return product(0, dims.length);
  }

  /** Returns the product of the extents of axes {@code [from, to)}; 1 where that range is empty. */
  public long product(int from, int to) {
    long product = 1;
    for (int axis = from; axis < to; axis++) {
      product *= dims[axis];
    }
    return product;
  }

  /** Returns this shape with one axis of another extent. */
  public Shape withDim(int axis, long extent) {
    long[] changed = dims.clone();
    changed[axis < 0 ? axis + dims.length : axis] = extent;
    return of(changed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** Returns the extents as in {@code [1, 3, 224, 224]}; {@code []} for a scalar. */
  @Override
  public String toString() {
    return Arrays.stream(dims).mapToObj(Long::toString).collect(Collectors.joining(", ", "[", "]"));
  }
}
