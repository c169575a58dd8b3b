package dev.lathe.engine.evaluate;

import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;

/**
 * An output as one row per sample: {@code positions} vectors of {@code width} numbers each, of
 * which some positions may be only padding.
 */
final class OutputRows {
  private final int count;
  private final int positions;
  private final int width;
  private final float[] values;
  private final boolean[] kept;

  private OutputRows(int count, int positions, int width, float[] values, boolean[] kept) {
    this.count = count;
    this.positions = positions;
    this.width = width;
    this.values = values;
    this.kept = kept;
  }

  /**
   * @param output [n, ..., width], or [n] for a width of 1
   * @param mask [n, positions]
   */
  static OutputRows of(Tensor output, Optional<Tensor> mask) {
    Shape shape = output.shape();
    int count = Math.toIntExact(shape.dim(0));
    int width = shape.rank() == 1 ? 1 : Math.toIntExact(shape.dim(-1));
    int positions = Math.toIntExact(shape.product(1, Math.max(1, shape.rank() - 1)));
    boolean[] kept = new boolean[count * positions];
    if (mask.isPresent()) {
      float[] weights = Numbers.toFloats(mask.get());
      for (int i = 0; i < kept.length; i++) {
        kept[i] = weights[i] != 0;
      }
    } else {
      Arrays.fill(kept, true);
    }
    return new OutputRows(count, positions, width, Numbers.toFloats(output), kept);
  }

  int count() {
    return count;
  }

  int positions() {
    return positions;
  }

  int width() {
    return width;
  }

  boolean isKept(int row, int position) {
    return kept[row * positions + position];
  }

  float at(int row, int position, int column) {
    return values[(row * positions + position) * width + column];
  }

  /** Whether a number of that row that is kept is NaN. */
  boolean hasNan(int row) {
    for (int position = 0; position < positions; position++) {
      for (int column = 0; column < width; column++) {
        if (isKept(row, position) && Float.isNaN(at(row, position, column))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether both have as many rows, positions and columns, as the shapes of two outputs must. */
  boolean hasShapeOf(OutputRows other) {
    return count == other.count && positions == other.positions && width == other.width;
  }

  /** Returns the mean over the kept positions; zeros where none is kept. */
  OutputRows mean() {
    float[] means = new float[count * width];
    for (int row = 0; row < count; row++) {
      double[] sums = new double[width];
      int used = 0;
      for (int position = 0; position < positions; position++) {
        if (isKept(row, position)) {
          used++;
          for (int column = 0; column < width; column++) {
            sums[column] += at(row, position, column);
          }
        }
      }
      for (int column = 0; column < width; column++) {
        means[row * width + column] = (float) (sums[column] / Math.max(1, used));
      }
    }
    return unmasked(means);
  }

  /** Returns the first position of each row. */
  OutputRows first() {
    float[] firsts = new float[count * width];
    for (int row = 0; row < count; row++) {
      System.arraycopy(values, row * positions * width, firsts, row * width, width);
    }
    return unmasked(firsts);
  }

  private OutputRows unmasked(float[] one) {
    boolean[] all = new boolean[count];
    Arrays.fill(all, true);
    return new OutputRows(count, 1, width, one, all);
  }

  @Override
  public String toString() {
    return "[%d, %d, %d]".formatted(count, positions, width);
  }
}
