package dev.lathe.engine.data;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;

/** A picture as rows of pixels of 8 bits a channel, channels side by side: RGB or grey. */
final class Picture {
  private final int width;
  private final int height;
  private final int channels;
  private final byte[] samples;

  /** Wraps samples [height, width, channels] without copying them. */
  Picture(int width, int height, int channels, byte[] samples) {
    if (samples.length != Math.multiplyExact(Math.multiplyExact(width, height), channels)) {
      throw new IllegalArgumentException(
          "%d x %d pixels of %d channels expected, found %d samples"
              .formatted(width, height, channels, samples.length));
    }
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.samples = samples;
  }

  /**
   * Takes the pixels as they are stored: transparency is dropped, of 16 bits the upper 8 stay, and
   * colour profiles do not count. This is what the usual loaders of training data do.
   */
  static Picture of(BufferedImage image) {
    byte[] rgb = new byte[Math.multiplyExact(image.getWidth() * image.getHeight(), 3)];
    int[] row = new int[image.getWidth()];
    for (int y = 0; y < image.getHeight(); y++) {
      for (int channel = 0; channel < 3; channel++) {
        readRow(image, y, channel, row);
        for (int x = 0; x < row.length; x++) {
          rgb[(y * row.length + x) * 3 + channel] = (byte) row[x];
        }
      }
    }
    return new Picture(image.getWidth(), image.getHeight(), 3, rgb);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int channels() {
    return channels;
  }

  /** Returns a sample, 0 to 255. */
  int at(int x, int y, int channel) {
    return Byte.toUnsignedInt(samples[(y * width + x) * channels + channel]);
  }

  /** Returns the luma of ITU-R BT.601 of an RGB picture, its weights rounded to 16 bits. */
  Picture toGrey() {
    byte[] grey = new byte[width * height];
    for (int i = 0; i < grey.length; i++) {
      int red = Byte.toUnsignedInt(samples[3 * i]);
      int green = Byte.toUnsignedInt(samples[3 * i + 1]);
      int blue = Byte.toUnsignedInt(samples[3 * i + 2]);
      grey[i] = (byte) ((19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16);
    }
    return new Picture(width, height, 1, grey);
  }

  /**
   * Reads samples past the colour model where there is one number a channel: asked for RGB, that of
   * Java takes grey values to be linear light and makes them brighter.
   */
  private static void readRow(BufferedImage image, int y, int channel, int[] row) {
    if (image.getColorModel() instanceof ComponentColorModel model) {
      Raster raster = image.getRaster();
      int band = raster.getNumBands() < 3 ? 0 : channel;
      int surplusBits = model.getComponentSize(band) - 8;
      raster.getSamples(0, y, row.length, 1, band, row);
      for (int x = 0; x < row.length; x++) {
        row[x] = surplusBits > 0 ? row[x] >> surplusBits : row[x];
      }
    } else {
      image.getRGB(0, y, row.length, 1, row, 0, row.length);
      for (int x = 0; x < row.length; x++) {
        row[x] = row[x] >> (16 - 8 * channel) & 0xFF;
      }
    }
  }
}
