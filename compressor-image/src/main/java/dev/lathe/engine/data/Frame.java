package dev.lathe.engine.data;

import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;

/**
 * Where the pixels of a picture lie among the elements of a tensor.
 *
 * @param start of the first pixel
 * @param channelStride from a channel of a pixel to the next
 * @param rowStride from a pixel to the one below
 * @param columnStride from a pixel to the one on its right
 */
record Frame(Extent extent, int start, int channelStride, int rowStride, int columnStride) {

  /** The size of a picture in pixels, and its channels. */
  record Extent(int channels, int height, int width) {
    int elements() {
      return channels * height * width;
    }
  }

  /**
   * Returns the first picture of a batch.
   *
   * <p>An axis of 1, 3 or 4 beside the two others is that of channels, the one before them first;
   * else the one that is shorter than both others.
   *
   * @throws dev.lathe.engine.failure.EngineException INVALID_MANIFEST if these are no pictures
   */
  static Frame of(String input, Tensor tensor) {
    Shape shape = tensor.shape();
    if (Reals.are(tensor.type()) && shape.rank() == 3) {
      return planes(1, (int) shape.dim(1), (int) shape.dim(2));
    }
    if (Reals.are(tensor.type()) && shape.rank() == 4) {
      int first = (int) shape.dim(1);
      int middle = (int) shape.dim(2);
      int last = (int) shape.dim(3);
      if (isColour(first) || (!isColour(last) && first < Math.min(middle, last))) {
        return planes(first, middle, last);
      }
      if (isColour(last) || last < Math.min(first, middle)) {
        return new Frame(new Extent(last, first, middle), 0, 1, middle * last, last);
      }
    }
    throw DataFailure.augmentation(
        ("only pictures can be changed at random, FLOAT of [n, channels, height, width],"
                + " [n, height, width, channels] or [n, height, width]; input '%s' is %s of %s")
            .formatted(input, tensor.type(), shape));
  }

  /** Returns another picture of the batch, counted from this one. */
  Frame of(int sample) {
    return new Frame(
        extent, start + sample * extent.elements(), channelStride, rowStride, columnStride);
  }

  /** Returns the same picture where it is all there is. */
  Frame atStart() {
    return new Frame(extent, 0, channelStride, rowStride, columnStride);
  }

  /** Returns where an element lies. */
  int at(int channel, int y, int x) {
    return start + channel * channelStride + y * rowStride + x * columnStride;
  }

  private static Frame planes(int channels, int height, int width) {
    return new Frame(new Extent(channels, height, width), 0, height * width, width, 1);
  }

  private static boolean isColour(int channels) {
    return channels == 1 || channels == 3 || channels == 4;
  }
}
