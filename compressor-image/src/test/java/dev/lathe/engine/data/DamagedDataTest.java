package dev.lathe.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.data.DataSpec.ArrayInput;
import dev.lathe.engine.data.DataSpec.Channels;
import dev.lathe.engine.data.DataSpec.Layout;
import dev.lathe.engine.data.DataSpec.Resize;
import dev.lathe.engine.data.DataSpec.Sizing;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files with bytes changed or cut off, from fixed seeds, are read or refused, never anything else.
 */
class DamagedDataTest {
  private static final int TRIES = 200;
  private static final Tensor X = Tensor.ofFloats(Shape.of(4, 1, 2, 2), new float[16]);
  private static final InputSpec INPUT = Specs.input("x", DType.FLOAT, -1, 1, 2, 2);
  private static final DataSpec ARRAYS =
      new DataSpec.Npz(List.of(new ArrayInput("x", "x")), Optional.empty());
  private static final DataSpec IDX =
      new DataSpec.Idx("x", "file", Optional.empty(), Normalization.toUnit());
  private static final DataSpec PICTURES =
      new DataSpec.Images(
          "x", new Sizing(2, 2, Resize.FIT), Channels.GRAY, Layout.NCHW, Normalization.toUnit());

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"npy", "npz", "idx", "idx.gz", "png", "jpg", "zip"})
  void damageIsAlwaysToldAsSuch(String kind) throws IOException {
    byte[] whole = whole(kind);
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < TRIES; i++) {
      refused += isRefused(kind, damaged(whole, random)) ? 1 : 0;
    }

    assertThat(isRefused(kind, whole)).isFalse();
    assertThat(refused).isGreaterThan(TRIES / 10);
  }

  private boolean isRefused(String kind, byte[] bytes) throws IOException {
    String name = kind.equals("png") || kind.equals("jpg") ? "1." + kind : "file";
    Path file = Files.write(folder.resolve(name), bytes);
    DataSpec spec =
        switch (kind) {
          case "npy", "npz" -> ARRAYS;
          case "idx", "idx.gz" -> IDX;
          default -> PICTURES;
        };
    boolean inFolder = !(spec == ARRAYS || kind.equals("zip"));
    DataFiles files = new DataFiles(inFolder ? folder : file, Optional.empty(), folder);
    try (Dataset data = Datasets.open(spec, files, List.of(INPUT), DataOptions.all())) {
      Specs.read(data, 3);
      return false;
    } catch (EngineException e) {
      assertThat(e.reason()).isEqualTo(Reason.INVALID_DATA);
      assertThat(e).hasMessageNotContaining("null");
      return true;
    }
  }

  private byte[] whole(String kind) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    switch (kind) {
      case "npy" -> out.write(NpyFile.bytes(X));
      case "npz" -> out.write(zipped(new LinkedHashMap<>(Map.of("x", NpyFile.bytes(X)))));
      case "idx" -> out.write(idx());
      case "idx.gz" -> {
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
          gzip.write(idx());
        }
      }
      case "zip" -> {
        Path file = folder.resolve("made.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
          for (String name : List.of("cat/1.png", "dog/1.png")) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(picture("png"));
          }
        }
        out.write(Files.readAllBytes(file));
        Files.delete(file);
      }
      default -> out.write(picture(kind));
    }
    return out.toByteArray();
  }

  private byte[] zipped(LinkedHashMap<String, byte[]> arrays) throws IOException {
    Path file = NpyFile.zip(folder.resolve("made.npz"), ZipEntry.DEFLATED, arrays);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return bytes;
  }

  private static byte[] idx() {
    byte[] bytes = new byte[16 + 16];
    System.arraycopy(new byte[] {0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 2}, 0, bytes, 0, 16);
    return bytes;
  }

  private static byte[] picture(String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BufferedImage image = new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB);
    image.setRGB(3, 3, 0xFFFFFF);
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  private static byte[] damaged(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    int changes = random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return changes == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }
}
