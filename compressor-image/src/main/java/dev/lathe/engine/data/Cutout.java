package dev.lathe.engine.data;

/**
 * A square that is blanked: set to 0, which is the mean of normalised pictures.
 *
 * <p>Source: DeVries and Taylor, "Improved Regularization of Convolutional Neural Networks with
 * Cutout", 2017, section 3 (arXiv:1708.04552): its middle is any pixel, so that a part of it may
 * lie outside the picture.
 *
 * @param side in pixels, 0 for none
 */
record Cutout(int side, int left, int top) {

  /**
   * Draws the middle.
   *
   * @param share of the shorter side
   */
  static Cutout drawn(double share, Frame frame, Draws draws) {
    Frame.Extent extent = frame.extent();
    int side = (int) Math.round(share * Math.min(extent.width(), extent.height()));
    int x = draws.integer(0, extent.width() - 1);
    int y = draws.integer(0, extent.height() - 1);
    return new Cutout(side, x - side / 2, y - side / 2);
  }

  void apply(float[] values, Frame frame) {
    Frame.Extent extent = frame.extent();
    for (int y = Math.max(0, top); y < Math.min(extent.height(), top + side); y++) {
      for (int x = Math.max(0, left); x < Math.min(extent.width(), left + side); x++) {
        for (int channel = 0; channel < extent.channels(); channel++) {
          values[frame.at(channel, y, x)] = 0;
        }
      }
    }
  }
}
