package dev.lathe.engine.cli;

import static dev.lathe.engine.failure.Reason.INVALID_DATA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.cli.Trial.Outcome;
import dev.lathe.engine.cli.Trial.Spoiling;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of pictures with one that cannot be read is told with the picture. */
class BadPicturesTest {
  private static final String IMAGES = "images: {input: x, width: 8, height: 8, channels: Gray}";
  private static final Spoiling PICTURES =
      Trial.model(g ->
              g.output(
                  g.node(
                      "MatMul",
                      g.node("Reshape", g.input("x", -1, 1, 8, 8), g.longs(0, 64)),
                      g.weights(64, 4))))
          .with("file:calibration.npz\", npz: {inputs: [{name: x}]}", "file:fit\", " + IMAGES)
          .with(
              "file:evaluation.npz\", npz: {inputs: [{name: x}], labels: \"y\"}",
              "file:judge\", " + IMAGES);

  @TempDir private Path root;
  private Trial trial;

  @BeforeEach
  void drawPictures() throws IOException {
    trial = Trial.in(root);
    int shade = 0;
    for (String name :
        List.of("fit/cat/1.png", "fit/dog/1.png", "judge/cat/1.png", "judge/dog/1.png")) {
      Files.createDirectories(trial.file(name).getParent());
      Files.write(trial.file(name), picture(++shade));
    }
  }

  private static byte[] picture(int shade) throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 256; i++) {
      image.setRGB(i % 16, i / 16, i * shade * 0x010305);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private void assertRefused(String sentence) throws Exception {
    assertThat(trial.run(PICTURES)).isEqualTo(Outcome.failure(INVALID_DATA, sentence));
  }

  @Test
  void thePicturesThemselvesAreSound() throws Exception {
    assertThat(trial.run(PICTURES)).isEqualTo(Outcome.success());
  }

  @Test
  void aPictureCutShort() throws Exception {
    Path file = trial.file("judge/dog/1.png");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 60));

    assertRefused(
        "data.evaluation (file:judge): picture dog/1.png cannot be decoded: Error reading PNG image"
            + " data");
  }

  @Test
  void aFileThatIsNoPicture() throws Exception {
    Files.writeString(trial.file("fit/dog/1.png"), "hello");

    assertRefused("data.calibration (file:fit): picture dog/1.png is neither PNG nor JPEG");
  }

  @Test
  void aPictureThatUnpacksToMoreThanFits() throws Exception {
    byte[] bytes = picture(1);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).putInt(16, 2_000_000_000).putInt(20, 2_000_000_000);
    CRC32 checksum = new CRC32();
    checksum.update(bytes, 12, 17);
    buffer.putInt(29, (int) checksum.getValue());
    Files.write(trial.file("fit/dog/1.png"), bytes);

    assertRefused(
        "data.calibration (file:fit): picture dog/1.png: at most 100000000 pixels expected, found"
            + " 2000000000 x 2000000000");
  }

  @Test
  void moreClassesThanTheModelHas() throws Exception {
    for (String name : List.of("ant", "bee", "eel")) {
      Files.createDirectories(trial.file("judge/" + name));
      Files.write(trial.file("judge/" + name + "/1.png"), picture(name.hashCode()));
    }

    assertRefused(
        "data.evaluation (file:judge): sample 4 has label 4, but output 'matmul_1_out' has 4"
            + " classes");
  }

  @Test
  void noPictures() throws Exception {
    for (String name : List.of("fit/cat/1.png", "fit/dog/1.png")) {
      Files.delete(trial.file(name));
    }

    assertRefused("data.calibration (file:fit): fit holds no sample");
  }
}
