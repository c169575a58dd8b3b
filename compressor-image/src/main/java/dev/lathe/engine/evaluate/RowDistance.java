package dev.lathe.engine.evaluate;

/**
 * How far the candidate's row lies from the original's. Elements that are infinite in the original
 * are left out of all of it: a mask's minus infinity has no counterpart in integers.
 *
 * @param cosine in [-1, 1]; of two rows of zeros 1
 * @param meanSquaredError over the elements
 * @param signal mean square of the original's elements
 * @param isNumber whether the candidate's elements are finite where the original's are
 */
record RowDistance(double cosine, double meanSquaredError, double signal, boolean isNumber) {
  static RowDistance of(OutputRows original, OutputRows candidate, int row) {
    double dot = 0;
    double originalSquares = 0;
    double candidateSquares = 0;
    double differenceSquares = 0;
    long elements = 0;
    boolean isNumber = true;
    for (int position = 0; position < original.positions(); position++) {
      if (!original.isKept(row, position)) {
        continue;
      }
      for (int column = 0; column < original.width(); column++) {
        double a = original.at(row, position, column);
        double b = candidate.at(row, position, column);
        isNumber &= !Double.isNaN(b);
        if (Double.isInfinite(a)) {
          continue;
        }
        isNumber &= Double.isFinite(b);
        elements++;
        dot += a * b;
        originalSquares += a * a;
        candidateSquares += b * b;
        differenceSquares += (a - b) * (a - b);
      }
    }
    double norms = Math.sqrt(originalSquares * candidateSquares);
    double cosine =
        norms > 0 ? Math.clamp(dot / norms, -1, 1) : originalSquares == candidateSquares ? 1 : 0;
    long divisor = Math.max(1, elements);
    return new RowDistance(
        cosine, differenceSquares / divisor, originalSquares / divisor, isNumber);
  }
}
