package dev.lathe.engine.data;

/**
 * Scales a part of a picture to a size by bilinear interpolation that, where it makes the picture
 * smaller, takes every pixel of the original into account.
 *
 * <p>Separable, the width first, each pass rounded to 8 bits: a pixel of the result is the mean of
 * the pixels around its centre, weighted by a triangle as wide as two pixels of the larger of both
 * grids. That is how Pillow's {@code BILINEAR} is defined, which most image models were trained
 * with; enlarging it is plain bilinear interpolation with centres on centres.
 */
final class ResamplePicture {
  private final Weights horizontal;
  private final Weights vertical;

  /**
   * @param x the part of the picture from left to right
   * @param y the part of the picture from top to bottom
   */
  ResamplePicture(Span x, Span y) {
    horizontal = new Weights(x);
    vertical = new Weights(y);
  }

  /**
   * A part of a row or column and how many pixels are made of it.
   *
   * @param size of the row or column
   */
  record Span(int size, double from, double to, int target) {
    /** Returns the whole of a row or column. */
    static Span whole(int size, int target) {
      return new Span(size, 0, size, target);
    }

    /** Returns the middle of a row or column. */
    static Span middle(int size, double part, int target) {
      return new Span(size, (size - part) / 2, (size + part) / 2, target);
    }
  }

  /** Returns the scaled part. */
  Picture of(Picture picture) {
    return vertical.appliedToColumns(horizontal.appliedToRows(picture));
  }

  /** For each pixel of the result the first pixel it is made of, and the weights from there on. */
  private static final class Weights {
    /** Fixed-point numbers, so that halves are rounded as Pillow rounds them. */
    private static final int FRACTION_BITS = 22;

    private static final int HALF = 1 << (FRACTION_BITS - 1);

    private final int[] firsts;
    private final int[][] weights;

    Weights(Span span) {
      firsts = new int[span.target];
      weights = new int[span.target][];
      double scale = (span.to - span.from) / span.target;
      double reach = Math.max(scale, 1);
      for (int i = 0; i < span.target; i++) {
        double centre = span.from + (i + 0.5) * scale;
        int first = Math.max(0, (int) (centre - reach + 0.5));
        int end = Math.min(span.size, (int) (centre + reach + 0.5));
        firsts[i] = first;
        weights[i] = triangle(end - first, centre - first, reach);
      }
    }

    private static int[] triangle(int size, double centre, double reach) {
      double[] heights = new double[size];
      double sum = 0;
      for (int i = 0; i < size; i++) {
        heights[i] = Math.max(0, 1 - Math.abs(i + 0.5 - centre) / reach);
        sum += heights[i];
      }
      int[] weights = new int[size];
      for (int i = 0; i < size; i++) {
        weights[i] = (int) Math.round(heights[i] / sum * (1 << FRACTION_BITS));
      }
      return weights;
    }

    Picture appliedToRows(Picture picture) {
      int depth = picture.channels();
      byte[] result = new byte[samples(firsts.length, picture.height(), depth)];
      for (int at = 0; at < result.length; at++) {
        int x = at / depth % firsts.length;
        int y = at / depth / firsts.length;
        int sum = HALF;
        for (int i = 0; i < weights[x].length; i++) {
          sum += weights[x][i] * picture.at(firsts[x] + i, y, at % depth);
        }
        result[at] = rounded(sum);
      }
      return new Picture(firsts.length, picture.height(), depth, result);
    }

    Picture appliedToColumns(Picture picture) {
      int depth = picture.channels();
      byte[] result = new byte[samples(picture.width(), firsts.length, depth)];
      for (int at = 0; at < result.length; at++) {
        int x = at / depth % picture.width();
        int y = at / depth / picture.width();
        int sum = HALF;
        for (int i = 0; i < weights[y].length; i++) {
          sum += weights[y][i] * picture.at(x, firsts[y] + i, at % depth);
        }
        result[at] = rounded(sum);
      }
      return new Picture(picture.width(), firsts.length, depth, result);
    }

    private static int samples(int width, int height, int depth) {
      long samples = (long) width * height * depth;
      if (samples > Integer.MAX_VALUE - 8) {
        throw DataFailure.invalid(
            "%d x %d pixels are too many to resize a picture by".formatted(width, height));
      }
      return (int) samples;
    }

    private static byte rounded(int sum) {
      return (byte) Math.clamp(sum >> FRACTION_BITS, 0, 255);
    }
  }
}
