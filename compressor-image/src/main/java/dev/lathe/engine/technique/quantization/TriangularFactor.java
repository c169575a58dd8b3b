package dev.lathe.engine.technique.quantization;

import java.util.Optional;

/**
 * The lower triangular M with a given symmetric positive definite matrix = Mᵀ M, rows from the last
 * to the first.
 *
 * <p>With H = Mᵀ M the error eᵀ H e is a sum of squares of which the first depends on the first
 * element of e alone, the second on the first two, and so on.
 */
final class TriangularFactor {
  private TriangularFactor() {}

  /**
   * Replaces the lower triangle of {@code h}, [n, n] row-major, by M.
   *
   * @return {@code h}; empty if the matrix is not positive definite, {@code h} being useless then
   */
  static Optional<double[]> inPlace(double[] h, int n) {
    for (int row = n - 1; row >= 0; row--) {
      int start = row * n;
      int below = row + 1;
      for (; below + 3 < n; below += 4) {
        int b0 = below * n;
        int b1 = b0 + n;
        int b2 = b1 + n;
        int b3 = b2 + n;
        double c0 = h[b0 + row];
        double c1 = h[b1 + row];
        double c2 = h[b2 + row];
        double c3 = h[b3 + row];
        for (int i = 0; i <= row; i++) {
          h[start + i] -= c0 * h[b0 + i] + c1 * h[b1 + i] + c2 * h[b2 + i] + c3 * h[b3 + i];
        }
      }
      for (; below < n; below++) {
        int b = below * n;
        double c = h[b + row];
        for (int i = 0; i <= row; i++) {
          h[start + i] -= c * h[b + i];
        }
      }
      double pivot = h[start + row];
      if (!(pivot > 0 && pivot < Double.POSITIVE_INFINITY)) {
        return Optional.empty();
      }
      double scale = 1 / Math.sqrt(pivot);
      for (int i = 0; i <= row; i++) {
        h[start + i] *= scale;
      }
    }
    return Optional.of(h);
  }
}
