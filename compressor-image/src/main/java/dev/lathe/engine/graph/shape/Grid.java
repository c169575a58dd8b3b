package dev.lathe.engine.graph.shape;

import dev.lathe.engine.tensor.Shape;

/** Row-major positions in a small tensor and the coordinates they stand for. */
final class Grid {
  private Grid() {}

  static int[] coordinates(Shape shape, int position) {
    int[] at = new int[shape.rank()];
    int rest = position;
    for (int axis = at.length - 1; axis >= 0; axis--) {
      int extent = (int) shape.dim(axis);
      at[axis] = rest % extent;
      rest /= extent;
    }
    return at;
  }

  static int position(Shape shape, int... coordinates) {
    int position = 0;
    for (int axis = 0; axis < coordinates.length; axis++) {
      position = position * (int) shape.dim(axis) + coordinates[axis];
    }
    return position;
  }

  /** Returns where an element of a broadcast tensor comes from: axes of extent 1 repeat. */
  static int broadcastSource(Shape from, Shape to, int position) {
    int[] at = coordinates(to, position);
    int[] source = new int[from.rank()];
    for (int axis = 0; axis < source.length; axis++) {
      int there = at[axis + at.length - source.length];
      source[axis] = from.dim(axis) == 1 ? 0 : there;
    }
    return position(from, source);
  }
}
