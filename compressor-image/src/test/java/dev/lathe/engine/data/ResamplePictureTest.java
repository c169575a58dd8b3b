package dev.lathe.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.data.DataSpec.Channels;
import dev.lathe.engine.data.DataSpec.Layout;
import dev.lathe.engine.data.DataSpec.Resize;
import dev.lathe.engine.data.DataSpec.Sizing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The expected pixels are those of Pillow 12 ({@code Image.resize} with {@code BILINEAR}). */
class ResamplePictureTest {
  /** 6 wide, 5 high: pixel i is 37 i modulo 256. */
  private static final Picture GREY = grey();

  @Test
  void makingSmallerTakesEveryPixelIntoAccount() {
    assertThat(scaled(Resize.STRETCH, 3, 2)).containsExactly(99, 72, 125, 165, 122, 68);
  }

  @Test
  void makingLargerInterpolatesBetweenCentres() {
    assertThat(scaled(Resize.STRETCH, 8, 7))
        .startsWith(0, 23, 51, 79, 106, 134, 162, 185)
        .containsSequence(188, 211, 143, 11, 38, 66, 94, 117)
        .endsWith(120, 143, 171, 199, 226, 94, 26, 49);
  }

  @Test
  void croppingKeepsTheMiddle() {
    assertThat(scaled(Resize.CROP, 2, 4)).containsExactly(60, 109, 44, 69, 143, 40, 192, 142);
  }

  @Test
  void fittingKeepsTheWholeAndPadsWithBlack() {
    assertThat(scaled(Resize.FIT, 4, 5))
        .startsWith(0, 0, 0, 0, 68, 51, 104, 156)
        .endsWith(0, 0, 0, 0);
  }

  @Test
  void theSameSizeChangesNothing() {
    assertThat(scaled(Resize.CROP, 6, 5)).startsWith(0, 37, 74).endsWith(231, 12, 49);
  }

  private static int[] scaled(Resize resize, int width, int height) {
    FitPicture fit =
        new FitPicture(
            new Sizing(width, height, resize),
            Channels.RGB,
            Layout.NCHW,
            new Normalization(1, List.of(0.0), List.of(1.0)));
    float[] values = new float[width * height];
    fit.write(GREY, values, 0);
    int[] pixels = new int[values.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (int) values[i];
    }
    return pixels;
  }

  private static Picture grey() {
    byte[] samples = new byte[30];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (37 * i % 256);
    }
    return new Picture(6, 5, 1, samples);
  }
}
