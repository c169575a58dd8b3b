package dev.lathe.engine.evaluate;

import java.util.Arrays;

/** One number per sample, growing as samples come. */
final class Column {
  private double[] values = new double[256];
  private int size;

  void add(double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.multiplyExact(size, 2));
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  double get(int index) {
    return values[index];
  }

  double[] toArray() {
    return Arrays.copyOf(values, size);
  }

  int[] toInts() {
    int[] ints = new int[size];
    Arrays.setAll(ints, i -> (int) values[i]);
    return ints;
  }
}
