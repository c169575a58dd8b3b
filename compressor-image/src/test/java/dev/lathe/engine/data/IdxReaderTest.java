package dev.lathe.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxReaderTest {
  private static final Normalization HALF =
      new Normalization(1.0 / 255, List.of(0.5), List.of(0.5));

  /** Three pictures of 1 x 2. */
  private static final byte[] IMAGES = idx(0x08, new int[] {3, 1, 2}, 0, 255, 255, 0, 0, 0);

  private static final byte[] LABELS = idx(0x08, new int[] {3}, 7, 200, 0);

  @TempDir private Path folder;

  @Test
  void picturesAreNormalisedAndGetAChannelAxis() throws IOException {
    write(IMAGES, LABELS);

    try (Dataset data = open(Specs.input("x", DType.FLOAT, -1, 1, 1, 2), "labels")) {
      List<Batch> batches = Specs.read(data, 2);

      assertThat(batches.getFirst().inputs())
          .containsEntry("x", Tensor.ofFloats(Shape.of(2, 1, 1, 2), -1, 1, 1, -1));
      assertThat(batches.getFirst().labels()).contains(Tensor.ofLongs(Shape.of(2), 7, 200));
      assertThat(batches.getLast().labels()).contains(Tensor.ofLongs(Shape.of(1), 0));
    }
  }

  @Test
  void aModelInHalfPrecisionIsFedSuch() throws IOException {
    write(IMAGES, LABELS);

    try (Dataset data = open(Specs.input("x", DType.FLOAT16, -1, 1, 1, 2), "labels")) {
      assertThat(Specs.read(data, 2).getFirst().inputs())
          .containsEntry("x", Specs.halves(Shape.of(2, 1, 1, 2), -1, 1, 1, -1));
    }
  }

  @Test
  void theModelSaysWhichAxesAPictureHas() throws IOException {
    write(IMAGES, LABELS);

    assertThat(shape(-1, -1, -1, -1)).isEqualTo(Shape.of(3, 1, 1, 2));
    assertThat(shape(-1, 1, 2, 1)).isEqualTo(Shape.of(3, 1, 2, 1));
    assertThat(shape(-1, 1, 2)).isEqualTo(Shape.of(3, 1, 2));
    assertThat(shape(-1, 2)).isEqualTo(Shape.of(3, 2));
    refuses(
        () -> shape(-1, 1, 28, 28),
        "input 'x': [?, 1, 28, 28] of FLOAT expected, found [3, 1, 2] of UINT8 in images");
  }

  @Test
  void gzippedFilesAreTheSame() throws IOException {
    write(gzip(IMAGES), gzip(LABELS));
    List<Batch> zipped;
    try (Dataset data = open(Specs.input("x", DType.FLOAT, -1, 2), "labels")) {
      zipped = Specs.read(data, 2);
    }
    write(IMAGES, LABELS);

    try (Dataset data = open(Specs.input("x", DType.FLOAT, -1, 2), "labels")) {
      assertThat(Specs.read(data, 2)).isEqualTo(zipped);
    }
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    write(Arrays.copyOf(IMAGES, IMAGES.length - 1), LABELS);

    refuses(() -> shape(-1, 2), "images: 22 bytes expected for [3, 1, 2] of UINT8, found 21");
  }

  @Test
  void aTruncatedGzipFileIsRefusedWhereItEnds() throws IOException {
    byte[] whole = gzip(IMAGES);
    write(Arrays.copyOf(whole, whole.length - 9), LABELS);

    refuses(
        () -> shape(-1, 2), "images, samples 0 to 2, is truncated: it ends before its last sample");
  }

  @Test
  void moreThanGzipCanHideIsRefused() throws IOException {
    write(gzip(idx(0x08, new int[] {1 << 30, 1, 2})), LABELS);

    refuses(
        () -> shape(-1, 2),
        "images: 2147483664 bytes expected for [1073741824, 1, 2] of UINT8, found 31 compressed"
            + " ones");
  }

  @Test
  void whatIsNoIdxFileIsRefused() throws IOException {
    write("PK\u0003\u0004zip".getBytes(StandardCharsets.ISO_8859_1), LABELS);

    refuses(() -> shape(-1, 2), "images is no IDX file: it starts with 504b0304");
  }

  @Test
  void labelsForOtherPicturesAreRefused() throws IOException {
    write(IMAGES, idx(0x08, new int[] {2}, 1, 2));

    refuses(
        () -> open(Specs.input("x", DType.FLOAT, -1, 2), "labels"),
        "arrays differ in length: images has 3 samples, labels has 2");
  }

  @Test
  void aLabelOutOfRangeIsNamed() throws IOException {
    write(IMAGES, LABELS);
    DataOptions tenClasses = new DataOptions(OptionalLong.empty(), OptionalLong.of(10));

    refuses(
        () -> open(Specs.input("x", DType.FLOAT, -1, 2), "labels", tenClasses),
        "labels: sample 1 has label 200, but the model has classes 0 to 9");
  }

  @Test
  void aFileOutsideTheFolderIsRefused() throws IOException {
    write(IMAGES, LABELS);

    assertThatThrownBy(() -> open(Specs.input("x", DType.FLOAT, -1, 2), "../labels"))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_MANIFEST))
        .hasMessage("idx: the file '../labels' leaves its folder");
  }

  /** {@code printf} of the two lines, piped through {@code sha256sum}, gives the same. */
  @Test
  void theDigestIsThatOfTheListOfFiles() throws IOException {
    write("a".getBytes(StandardCharsets.US_ASCII), new byte[0]);
    ContentFiles files =
        new ContentFiles(
            folder,
            new TreeMap<>(
                Map.of("labels", folder.resolve("labels"), "images", folder.resolve("images"))));

    assertThat(files.digest())
        .isEqualTo("sha256:bd939c466d7700d554855ebadc978dc6037c6d07840f3d0d5ee3c96313e59e68");
  }

  private void write(byte[] images, byte[] labels) throws IOException {
    Files.write(folder.resolve("images"), images);
    Files.write(folder.resolve("labels"), labels);
  }

  private Shape shape(long... dims) {
    try (Dataset data = open(Specs.input("x", DType.FLOAT, dims), "labels")) {
      return Specs.read(data, 3).getFirst().inputs().firstEntry().getValue().shape();
    }
  }

  private Dataset open(InputSpec input, String labels) {
    return open(input, labels, DataOptions.all());
  }

  private Dataset open(InputSpec input, String labels, DataOptions options) {
    return Datasets.open(
        new DataSpec.Idx("x", "images", Optional.of(labels), HALF),
        new DataFiles(folder, Optional.empty(), folder),
        List.of(input),
        options);
  }

  private static void refuses(ThrowingCallable opening, String message) {
    assertThatThrownBy(opening)
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_DATA))
        .hasMessage(message);
  }

  private static byte[] idx(int type, int[] dims, int... elements) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dims.length + elements.length);
    bytes.putInt(type << 8 | dims.length);
    Arrays.stream(dims).forEach(bytes::putInt);
    Arrays.stream(elements).forEach(element -> bytes.put((byte) element));
    return bytes.array();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(content);
    }
    return zipped.toByteArray();
  }
}
