package dev.lathe.engine.data;

import dev.lathe.engine.data.Augmentation.Flip;
import dev.lathe.engine.data.Augmentation.Geometry;

/**
 * How a picture is placed: mirrored, then turned about its middle, then moved.
 *
 * @param mirrored left and right
 * @param upsideDown up and down, as in a mirror that lies on the floor
 * @param degrees counter-clockwise
 * @param right by so many pixels
 * @param down by so many pixels
 */
record Placement(boolean mirrored, boolean upsideDown, double degrees, int right, int down) {

  static Placement drawn(Geometry geometry, Frame frame, Draws draws) {
    boolean mirrored = draws.coin();
    boolean upsideDown = draws.coin();
    double degrees = draws.between(-geometry.rotate(), geometry.rotate());
    int columns = (int) Math.round(geometry.shift() * frame.extent().width());
    int rows = (int) Math.round(geometry.shift() * frame.extent().height());
    Flip flip = geometry.flip();
    return new Placement(
        mirrored && (flip == Flip.HORIZONTAL || flip == Flip.BOTH),
        upsideDown && (flip == Flip.VERTICAL || flip == Flip.BOTH),
        degrees,
        draws.integer(-columns, columns),
        draws.integer(-rows, rows));
  }

  /** Changes the pixels of a picture, and nothing else among the values. */
  void apply(float[] values, Frame frame) {
    if (equals(new Placement(false, false, 0, 0, 0))) {
      return;
    }
    float[] before = new float[frame.extent().elements()];
    System.arraycopy(values, frame.start(), before, 0, before.length);
    Frame source = frame.atStart();
    Frame.Extent extent = frame.extent();
    double cosine = Math.cos(Math.toRadians(degrees));
    double sine = Math.sin(Math.toRadians(degrees));
    double middleX = (extent.width() - 1) / 2.0;
    double middleY = (extent.height() - 1) / 2.0;
    for (int y = 0; y < extent.height(); y++) {
      for (int x = 0; x < extent.width(); x++) {
        double fromMiddleX = x - right - middleX;
        double fromMiddleY = y - down - middleY;
        // The axis of rows points down, so that this turns back what was turned to the left.
        double sourceX = middleX + cosine * fromMiddleX - sine * fromMiddleY;
        double sourceY = middleY + sine * fromMiddleX + cosine * fromMiddleY;
        Sampling sampling =
            Sampling.at(
                mirrored ? extent.width() - 1 - sourceX : sourceX,
                upsideDown ? extent.height() - 1 - sourceY : sourceY,
                extent);
        for (int channel = 0; channel < extent.channels(); channel++) {
          values[frame.at(channel, y, x)] = sampling.of(before, source, channel);
        }
      }
    }
  }

  /** Bilinear interpolation at a point; beyond the border it is that of the border. */
  private record Sampling(int x, int y, float fractionX, float fractionY, Frame.Extent extent) {
    static Sampling at(double x, double y, Frame.Extent extent) {
      double insideX = Math.clamp(x, 0, extent.width() - 1);
      double insideY = Math.clamp(y, 0, extent.height() - 1);
      int left = (int) insideX;
      int top = (int) insideY;
      return new Sampling(left, top, (float) (insideX - left), (float) (insideY - top), extent);
    }

    float of(float[] values, Frame frame, int channel) {
      int right = Math.min(x + 1, extent.width() - 1);
      int below = Math.min(y + 1, extent.height() - 1);
      float above =
          between(values[frame.at(channel, y, x)], values[frame.at(channel, y, right)], fractionX);
      float beneath =
          between(
              values[frame.at(channel, below, x)],
              values[frame.at(channel, below, right)],
              fractionX);
      return between(above, beneath, fractionY);
    }

    private static float between(float from, float to, float fraction) {
      return fraction == 0 ? from : from + (to - from) * fraction;
    }
  }
}
