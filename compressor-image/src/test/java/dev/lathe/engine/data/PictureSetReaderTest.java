package dev.lathe.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureSetReaderTest {
  private static final DataSpec.Images SPEC =
      new DataSpec.Images(
          "x",
          new Sizing(1, 1, Resize.STRETCH),
          Channels.GRAY,
          Layout.NCHW,
          new Normalization(1, List.of(0.0), List.of(1.0)));

  private static final InputSpec INPUT = Specs.input("x", DType.FLOAT, -1, 1, 1, 1);

  @TempDir private Path folder;

  @Test
  void classesAreTheSortedFoldersAndTakeTurns() throws IOException {
    write(grey("dog/1.png", 10), grey("cat/1.png", 20), grey("cat/deep/2.png", 30));

    try (Dataset data = open(folder)) {
      assertThat(values(data)).containsExactly(20, 10, 30);
      assertThat(labels(data)).containsExactly(0, 1, 0);
      assertThat(data.size()).isEqualTo(3);
    }
  }

  @Test
  void archivesAreReadWithoutUnpacking() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("val/dog/1.png", grey("", 10).getValue());
    files.put("val/cat/1.png", grey("", 20).getValue());
    files.put("__MACOSX/val/cat/._1.png", new byte[] {1});

    for (Path archive : List.of(zip(files), tar(files))) {
      try (Dataset data = open(archive)) {
        assertThat(values(data)).containsExactly(20, 10);
        assertThat(labels(data)).containsExactly(0, 1);
        assertThat(data.digest()).isEqualTo(ContentDigest.of(archive));
      }
    }
  }

  @Test
  void picturesWithoutClassFoldersHaveNoLabels() throws IOException {
    write(grey("b.png", 1), grey("a.JPEG", 2), Map.entry("readme.txt", new byte[] {1}));

    try (Dataset data = open(folder)) {
      assertThat(data.labelled()).isFalse();
      assertThat(values(data)).containsExactly(2, 1);
    }
  }

  @Test
  void anEmptyFolderIsAClass() throws IOException {
    write(grey("b/1.png", 1));
    Files.createDirectory(folder.resolve("a"));

    try (Dataset data = open(folder, new DataOptions(OptionalLong.empty(), OptionalLong.of(2)))) {
      assertThat(labels(data)).containsExactly(1);
    }
    refuses(
        () -> open(folder, new DataOptions(OptionalLong.empty(), OptionalLong.of(10))),
        " has 2 class folders, the model 10 classes: each class needs a folder, if need be an empty"
            + " one");
  }

  @Test
  void coloursComeInTheOrderTheModelTakes() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x010203);
    image.setRGB(1, 0, 0x040506);
    write(Map.entry("a.png", png(image)));

    assertThat(fed(Channels.RGB, Layout.NCHW, 3, 1, 2)).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(fed(Channels.BGR, Layout.NCHW, 3, 1, 2)).containsExactly(3, 6, 2, 5, 1, 4);
    assertThat(fed(Channels.RGB, Layout.NHWC, 1, 2, 3)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(fed(Channels.BGR, Layout.NHWC, 1, 2, 3)).containsExactly(3, 2, 1, 6, 5, 4);
  }

  @Test
  void aModelInHalfPrecisionIsFedSuch() throws IOException {
    write(grey("1.png", 20));
    InputSpec half = Specs.input("x", DType.FLOAT16, -1, 1, 1, 1);

    try (Dataset data = Datasets.open(SPEC, files(folder), List.of(half), DataOptions.all())) {
      assertThat(Specs.read(data, 1).getFirst().inputs())
          .containsEntry("x", Specs.halves(Shape.of(1, 1, 1, 1), 20));
    }
  }

  @Test
  void anUnreadablePictureIsNamed() throws IOException {
    write(grey("cat/1.png", 20), Map.entry("cat/2.png", new byte[] {1, 2, 3}));

    try (Dataset data = open(folder)) {
      refuses(() -> Specs.read(data, 2), "picture cat/2.png is neither PNG nor JPEG");
    }
  }

  @Test
  void otherFormatsAreNotSilentlyLeftOut() throws IOException {
    write(grey("cat/1.png", 20), Map.entry("cat/2.webp", new byte[] {1}));

    refuses(() -> open(folder), "PNG or JPEG expected, found .webp");
  }

  @Test
  void picturesBesideClassFoldersAreRefused() throws IOException {
    write(grey("cat/1.png", 20), grey("1.png", 20));

    refuses(() -> open(folder), " holds pictures both in class folders [cat] and beside them");
  }

  @Test
  void aFolderWithoutPicturesIsRefused() {
    refuses(() -> open(folder), " holds no sample");
  }

  @Test
  void whatTheModelDoesNotTakeIsNamed() throws IOException {
    write(grey("cat/1.png", 20));
    InputSpec colour = Specs.input("x", DType.FLOAT, -1, 3, -1, -1);

    refuses(
        () -> Datasets.open(SPEC, files(folder), List.of(colour), DataOptions.all()),
        "input 'x': [?, 3, ?, ?] of FLOAT expected, found pictures of [n, 1, 1, 1], which are"
            + " FLOAT");
  }

  @Test
  void theDigestDependsOnNamesAndContentOfPicturesAlone() throws IOException {
    write(grey("cat/1.png", 20), Map.entry("notes.txt", new byte[] {1}));
    String before;
    try (Dataset data = open(folder)) {
      before = data.digest();
    }
    write(Map.entry("notes.txt", new byte[] {2}));
    try (Dataset data = open(folder)) {
      assertThat(data.digest()).isEqualTo(before);
    }
    Files.move(folder.resolve("cat"), folder.resolve("dog"));
    try (Dataset data = open(folder)) {
      assertThat(data.digest()).isNotEqualTo(before);
    }
  }

  private static void refuses(ThrowingCallable reading, String message) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_DATA))
        .hasMessageContaining(message);
  }

  private static Dataset open(Path root) {
    return open(root, DataOptions.all());
  }

  private static Dataset open(Path root, DataOptions options) {
    return Datasets.open(SPEC, files(root), List.of(INPUT), options);
  }

  private static DataFiles files(Path root) {
    return new DataFiles(root, Optional.empty(), root);
  }

  private float[] fed(Channels channels, Layout layout, long... sample) {
    DataSpec spec =
        new DataSpec.Images(
            "x", new Sizing(2, 1, Resize.STRETCH), channels, layout, SPEC.normalization());
    InputSpec input = Specs.input("x", DType.FLOAT, -1, sample[0], sample[1], sample[2]);
    try (Dataset data = Datasets.open(spec, files(folder), List.of(input), DataOptions.all())) {
      return Specs.read(data, 1).getFirst().inputs().firstEntry().getValue().toFloats();
    }
  }

  private static List<Integer> values(Dataset data) {
    return Specs.read(data, 1).stream()
        .map(batch -> (int) batch.inputs().firstEntry().getValue().floatAt(0))
        .toList();
  }

  private static long[] labels(Dataset data) {
    Tensor labels = Specs.read(data, 100).getFirst().labels().orElseThrow();
    assertThat(labels.shape()).isEqualTo(Shape.of(data.size()));
    return labels.toLongs();
  }

  @SafeVarargs
  private void write(Map.Entry<String, byte[]>... files) throws IOException {
    for (Map.Entry<String, byte[]> file : files) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
  }

  private static Map.Entry<String, byte[]> grey(String path, int value) throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, value * 0x010101);
    return Map.entry(path, png(image));
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private Path zip(Map<String, byte[]> files) throws IOException {
    Path archive = folder.resolve("pictures.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      zip.putNextEntry(new ZipEntry("val/"));
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return archive;
  }

  private Path tar(Map<String, byte[]> files) throws IOException {
    Path archive = folder.resolve("pictures.tar");
    SortedMap<String, byte[]> sorted = new TreeMap<>(files);
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
      for (Map.Entry<String, byte[]> file : sorted.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry("./" + file.getKey());
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    }
    return archive;
  }
}
