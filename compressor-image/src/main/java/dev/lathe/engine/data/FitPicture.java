package dev.lathe.engine.data;

import dev.lathe.engine.data.DataSpec.Channels;
import dev.lathe.engine.data.DataSpec.Layout;
import dev.lathe.engine.data.DataSpec.Sizing;
import dev.lathe.engine.data.ResamplePicture.Span;
import dev.lathe.engine.tensor.Shape;

/** Makes the numbers that a model takes of a picture. */
record FitPicture(Sizing sizing, Channels channels, Layout layout, Normalization normalization) {

  static FitPicture of(DataSpec.Images spec) {
    return new FitPicture(spec.sizing(), spec.channels(), spec.layout(), spec.normalization());
  }

  /** Returns the shape of one sample: [C, H, W] or [H, W, C]. */
  Shape shape() {
    int depth = channels == Channels.GRAY ? 1 : 3;
    return switch (layout) {
      case NCHW -> Shape.of(depth, sizing.height(), sizing.width());
      case NHWC -> Shape.of(sizing.height(), sizing.width(), depth);
    };
  }

  /**
   * Writes one sample.
   *
   * @param target where the sample goes, from {@code offset} on
   */
  void write(Picture picture, float[] target, int offset) {
    Picture fitted = resized(channels == Channels.GRAY ? picture.toGrey() : picture);
    int depth = fitted.channels();
    int pixels = fitted.width() * fitted.height();
    for (int channel = 0; channel < depth; channel++) {
      float[] table = normalization.table(channel);
      int source = channels == Channels.BGR ? depth - 1 - channel : channel;
      for (int pixel = 0; pixel < pixels; pixel++) {
        int at =
            switch (layout) {
              case NCHW -> channel * pixels + pixel;
              case NHWC -> pixel * depth + channel;
            };
        target[offset + at] =
            table[fitted.at(pixel % fitted.width(), pixel / fitted.width(), source)];
      }
    }
  }

  private Picture resized(Picture picture) {
    int width = sizing.width();
    int height = sizing.height();
    double scaleX = (double) width / picture.width();
    double scaleY = (double) height / picture.height();
    return switch (sizing.resize()) {
      case STRETCH ->
          new ResamplePicture(
                  Span.whole(picture.width(), width), Span.whole(picture.height(), height))
              .of(picture);
      case CROP -> {
        double scale = Math.max(scaleX, scaleY);
        yield new ResamplePicture(
                Span.middle(picture.width(), width / scale, width),
                Span.middle(picture.height(), height / scale, height))
            .of(picture);
      }
      case FIT -> {
        double scale = Math.min(scaleX, scaleY);
        int inner = Math.clamp(Math.round(picture.width() * scale), 1, width);
        int tall = Math.clamp(Math.round(picture.height() * scale), 1, height);
        yield centred(
            new ResamplePicture(
                    Span.whole(picture.width(), inner), Span.whole(picture.height(), tall))
                .of(picture));
      }
    };
  }

  private Picture centred(Picture picture) {
    int depth = picture.channels();
    byte[] canvas = new byte[sizing.width() * sizing.height() * depth];
    int left = (sizing.width() - picture.width()) / 2;
    int top = (sizing.height() - picture.height()) / 2;
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        for (int channel = 0; channel < depth; channel++) {
          int at = ((y + top) * sizing.width() + x + left) * depth + channel;
          canvas[at] = (byte) picture.at(x, y, channel);
        }
      }
    }
    return new Picture(sizing.width(), sizing.height(), depth, canvas);
  }
}
