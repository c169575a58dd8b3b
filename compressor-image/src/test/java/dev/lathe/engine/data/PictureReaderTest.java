package dev.lathe.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureReaderTest {
  /** Written by Pillow: pixels 0, 100, 200 as grey, grey with alpha and grey of 16 bits. */
  @ParameterizedTest
  @CsvSource({
    "iVBORw0KGgoAAAANSUhEUgAAAAMAAAABCAAAAAA+i0toAAAADElEQVR4nGNgSDkBAAGUAS3P+bxAAAAAAElFTkSuQmCC",
    "iVBORw0KGgoAAAANSUhEUgAAAAMAAAABCAQAAACx6dw/AAAAD0lEQVR4nGNgYEhJOXECAAUbAlmWldo7AAAAAElFTkSuQmCC",
    "iVBORw0KGgoAAAANSUhEUgAAAAMAAAABEAAAAABuG5crAAAAD0lEQVR4nGNgYEhJOXECAAUbAlmWldo7AAAAAElFTkSuQmCC"
  })
  void greyValuesStayAsTheyAre(String png) throws IOException {
    Picture picture = read(Base64.getDecoder().decode(png));

    assertThat(pixel(picture, 0)).containsExactly(0, 0, 0);
    assertThat(pixel(picture, 1)).containsExactly(100, 100, 100);
    assertThat(pixel(picture, 2)).containsExactly(200, 200, 200);
    assertThat(picture.toGrey().at(2, 0, 0)).isEqualTo(200);
  }

  @Test
  void palettesAreResolved() throws IOException {
    Picture picture =
        read(
            Base64.getDecoder()
                .decode(
                    "iVBORw0KGgoAAAANSUhEUgAAAAMAAAABAgMAAABmjvwnAAAACVBMVEUAAABkZGTIljK4gK6xAAAACklE"
                        + "QVR4nGOQAAAAGgAZLYj0NgAAAABJRU5ErkJggg=="));

    assertThat(pixel(picture, 1)).containsExactly(100, 100, 100);
    assertThat(pixel(picture, 2)).containsExactly(200, 150, 50);
  }

  @Test
  void transparencyIsDropped() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x40FF8001);

    assertThat(pixel(read(encoded(image, "png")), 0)).containsExactly(255, 128, 1);
  }

  @Test
  void jpegIsReadInItsColours() throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 256; i++) {
      image.setRGB(i % 16, i / 16, 0xC86432);
    }

    int[] pixel = pixel(read(encoded(image, "jpg")), 8);

    assertThat(pixel[0]).isBetween(196, 204);
    assertThat(pixel[1]).isBetween(96, 104);
    assertThat(pixel[2]).isBetween(46, 54);
  }

  @Test
  void lumaIsThatOfBt601() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0xFF0000);
    image.setRGB(1, 0, 0x00FF00);
    image.setRGB(2, 0, 0x0000FF);
    Picture grey = read(encoded(image, "png")).toGrey();

    assertThat(new int[] {grey.at(0, 0, 0), grey.at(1, 0, 0), grey.at(2, 0, 0)})
        .containsExactly(76, 150, 29);
  }

  @Test
  void whatIsCutOffIsRefused() throws IOException {
    byte[] whole = encoded(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "png");

    assertThat(failure(Arrays.copyOf(whole, whole.length / 2)))
        .startsWith("a.png cannot be decoded: ");
    assertThat(failure(Arrays.copyOf(whole, 20))).startsWith("a.png cannot be decoded: ");
    assertThat(failure(new byte[0])).isEqualTo("a.png is neither PNG nor JPEG");
  }

  @Test
  void otherFormatsAreRefused() throws IOException {
    byte[] gif = encoded(new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_BINARY), "gif");

    assertThat(failure(gif)).isEqualTo("a.png is neither PNG nor JPEG");
  }

  /** A header alone, which promises 100,000 x 100,000 pixels. */
  @Test
  void aPictureOfGigapixelsIsRefusedBeforeItIsDecoded() throws IOException {
    byte[] png = encoded(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), "png");
    for (int at : new int[] {16, 20}) {
      png[at] = 0;
      png[at + 1] = 0x01;
      png[at + 2] = (byte) 0x86;
      png[at + 3] = (byte) 0xA0;
    }
    CRC32 checksum = new CRC32();
    checksum.update(png, 12, 17);
    for (int i = 0; i < 4; i++) {
      png[29 + i] = (byte) (checksum.getValue() >> (24 - 8 * i));
    }

    assertThat(failure(png))
        .isEqualTo("a.png: at most 100000000 pixels expected, found 100000 x 100000");
  }

  private static Picture read(byte[] encoded) throws IOException {
    return PictureReader.read(new ByteArrayInputStream(encoded), "a.png");
  }

  private static String failure(byte[] encoded) {
    EngineException failure = catchThrowableOfType(EngineException.class, () -> read(encoded));
    assertThat(failure.reason()).isEqualTo(Reason.INVALID_DATA);
    return failure.getMessage();
  }

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  private static int[] pixel(Picture picture, int x) {
    return new int[] {picture.at(x, 0, 0), picture.at(x, 0, 1), picture.at(x, 0, 2)};
  }
}
