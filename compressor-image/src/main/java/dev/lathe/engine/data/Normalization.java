package dev.lathe.engine.data;

import java.util.List;

/**
 * What happens to pixels, 0 to 255: {@code (pixel * scale - mean) / std}.
 *
 * @param mean one number, or one a channel in the order the channels have in the tensor
 * @param std one number, or one a channel
 */
public record Normalization(double scale, List<Double> mean, List<Double> std) {
  public Normalization {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (!(scale > 0)) {
      throw new IllegalArgumentException("scale: more than 0 expected, found " + scale);
    }
    if (std.stream().anyMatch(deviation -> !(deviation > 0))) {
      throw new IllegalArgumentException("std: more than 0 expected, found " + std);
    }
  }

  /** Returns the scaling of 0 to 255 to 0 to 1, and nothing else. */
  public static Normalization toUnit() {
    return new Normalization(1.0 / 255, List.of(0.0), List.of(1.0));
  }

  void requireChannels(int channels) {
    requireChannels("mean", mean, channels);
    requireChannels("std", std, channels);
  }

  private static void requireChannels(String what, List<Double> numbers, int channels) {
    if (numbers.size() != 1 && numbers.size() != channels) {
      throw new IllegalArgumentException(
          channels == 1
              ? "%s: one number expected, found %s".formatted(what, numbers)
              : "%s: one number or %d expected, found %s".formatted(what, channels, numbers));
    }
  }

  /** Returns what each of the 256 values of a pixel becomes in this channel. */
  float[] table(int channel) {
    double subtracted = mean.get(mean.size() == 1 ? 0 : channel);
    double divisor = std.get(std.size() == 1 ? 0 : channel);
    float[] table = new float[256];
    for (int pixel = 0; pixel < table.length; pixel++) {
      table[pixel] = (float) ((pixel * scale - subtracted) / divisor);
    }
    return table;
  }
}
