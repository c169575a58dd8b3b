package dev.lathe.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seven samples of every format, sample {@code i} labelled {@code i}. */
class SamplesTest {
  private static final int COUNT = 7;
  private static final long[] ORDER = {5, 0, 1, 2, 6, 5};
  private static final Tensor X =
      Tensor.ofFloats(Shape.of(COUNT, 2), 0, 1, 10, 11, 20, 21, 30, 31, 40, 41, 50, 51, 60, 61);
  private static final Tensor Y = Tensor.ofLongs(Shape.of(COUNT), 0, 1, 2, 3, 4, 5, 6);
  private static final InputSpec PAIR = Specs.input("x", DType.FLOAT, -1, 2);

  @TempDir private Path folder;

  private Path scratch = Path.of("");

  @BeforeEach
  void makeScratch() throws IOException {
    scratch = Files.createDirectory(folder.resolve("scratch"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored", "deflated", "idx", "idx.gz", "pictures", "texts"})
  void anyOrderGivesWhatTheOrderOfTheFileGives(String format) throws IOException {
    try (Dataset data = open(format);
        Samples samples = data.samples()) {
      Batch shuffled = samples.read(ORDER);
      List<Batch> inOrder = Specs.read(data, 1);

      assertThat(shuffled.size()).isEqualTo(ORDER.length);
      assertThat(shuffled.labels()).contains(Tensor.ofLongs(Shape.of(6), ORDER));
      assertThat(rows(shuffled))
          .containsExactlyElementsOf(
              Arrays.stream(ORDER)
                  .mapToObj(number -> rows(inOrder.get((int) number)).getFirst())
                  .toList());
    }
  }

  @Test
  void aSingleArrayIsReadInAnyOrder() throws IOException {
    Path file = Files.write(folder.resolve("x.npy"), NpyFile.bytes(X));

    try (Dataset data = open(npz(null, null), file);
        Samples samples = data.samples()) {
      assertThat(samples.read(6, 0).inputs())
          .containsEntry("x", Tensor.ofFloats(Shape.of(2, 2), 60, 61, 0, 1));
    }
  }

  @Test
  void targetsKeepTheirTypeAndShape() throws IOException {
    Tensor targets =
        Tensor.ofInts(Shape.of(COUNT, 1, 2), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
    Path file = zip(ZipEntry.DEFLATED, "x", X, "t", targets);

    try (Dataset data = open(npz(null, "t"), file);
        Samples samples = data.samples()) {
      Batch batch = samples.read(3, 1);

      assertThat(data.targeted()).isTrue();
      assertThat(data.labelled()).isFalse();
      assertThat(batch.labels()).isEmpty();
      assertThat(batch.targets()).contains(Tensor.ofInts(Shape.of(2, 1, 2), 6, 7, 2, 3));
    }
  }

  @Test
  void targetsOfOtherSamplesAreRefused() throws IOException {
    Path file = zip(ZipEntry.DEFLATED, "x", X, "t", Tensor.ofInts(Shape.of(3), 1, 2, 3));

    assertThatThrownBy(() -> open(npz(null, "t"), file))
        .isInstanceOf(EngineException.class)
        .hasMessage(
            "arrays differ in length: array 'x' of data.npz has 7 samples, array 't' of data.npz"
                + " has 3");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, COUNT})
  void aNumberOutOfRangeIsRefused(long number) throws IOException {
    for (String format : List.of("stored", "pictures", "texts")) {
      try (Dataset data = open(format);
          Samples samples = data.samples()) {
        assertThatThrownBy(() -> samples.read(0, number))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("numbers of samples from 0 to 6 expected, found " + number);
        assertThatThrownBy(samples::read).isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void whatIsUnpackedLeavesNothingBehind() throws IOException {
    try (Dataset data = open("deflated");
        Samples samples = data.samples()) {
      samples.read(COUNT - 1);

      assertThat(scratch).isEmptyDirectory();
    }
  }

  /** The last element is wrong; the first samples are handed out, the last never are. */
  @Test
  void damageIsToldEveryTimeItIsMet() throws IOException {
    Path file = zip(ZipEntry.STORED, "x", X);
    byte[] bytes = Files.readAllBytes(file);
    bytes[30 + "x.npy".length() + NpyFile.bytes(X).length - 1] ^= 1;
    Files.write(file, bytes);

    try (Dataset data = open(npz(null, null), file);
        Samples samples = data.samples()) {
      assertThat(samples.read(1, 0).size()).isEqualTo(2);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> samples.read(0, 6))
            .isInstanceOfSatisfying(
                EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_DATA))
            .hasMessage(
                "array 'x' of data.npz, samples 6 to 6, is damaged: the checksum of array 'x' of"
                    + " data.npz is wrong");
      }
      assertThat(samples.read(5).size()).isEqualTo(1);
    }
  }

  @Test
  void aScratchFolderThatCannotBeWrittenIsNamed() throws IOException {
    Path file = zip(ZipEntry.DEFLATED, "x", X);
    Path taken = Files.createFile(folder.resolve("taken"));

    try (Dataset data =
            Datasets.open(
                npz(null, null),
                new DataFiles(file, Optional.empty(), taken),
                List.of(PAIR),
                DataOptions.all());
        Samples samples = data.samples()) {
      assertThatThrownBy(() -> samples.read(0))
          .isInstanceOf(EngineException.class)
          .hasMessageStartingWith("array 'x' of data.npz cannot be unpacked into " + taken);
    }
  }

  @Test
  void aTextFileThatShrinksIsTruncated() throws IOException {
    try (Dataset data = open("texts");
        Samples samples = data.samples()) {
      Files.write(folder.resolve("texts.jsonl"), new byte[0]);

      assertThatThrownBy(() -> samples.read(3))
          .isInstanceOf(EngineException.class)
          .hasMessage("texts.jsonl is truncated: it ends before its last sample");
    }
  }

  private Dataset open(String format) throws IOException {
    return switch (format) {
      case "stored" -> open(npz("y", null), zip(ZipEntry.STORED, "x", X, "y", Y));
      case "deflated" -> open(npz("y", null), zip(ZipEntry.DEFLATED, "x", X, "y", Y));
      case "idx" -> idx(false);
      case "idx.gz" -> idx(true);
      case "pictures" -> pictures();
      default -> texts();
    };
  }

  private Dataset idx(boolean zipped) throws IOException {
    write("images", zipped, new byte[] {0, 0, 8, 3, 0, 0, 0, COUNT, 0, 0, 0, 1, 0, 0, 0, 2}, 2);
    write("labels", zipped, new byte[] {0, 0, 8, 1, 0, 0, 0, COUNT}, 1);
    return open(
        new DataSpec.Idx("x", "images", Optional.of("labels"), Normalization.toUnit()), folder);
  }

  private void write(String name, boolean zipped, byte[] header, int each) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(header.length + COUNT * each).put(header);
    for (int i = 0; i < COUNT * each; i++) {
      bytes.put((byte) (i / each));
    }
    try (OutputStream file = Files.newOutputStream(folder.resolve(name));
        OutputStream out = zipped ? new GZIPOutputStream(file) : file) {
      out.write(bytes.array());
    }
  }

  private Dataset pictures() throws IOException {
    Path root = Files.createDirectory(folder.resolve("pictures"));
    for (int i = 0; i < COUNT; i++) {
      BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
      image.setRGB(0, 0, 0x010101 * 30 * i);
      Path named = Files.createDirectory(root.resolve("class" + i));
      assertThat(ImageIO.write(image, "png", named.resolve("1.png").toFile())).isTrue();
    }
    DataSpec spec =
        new DataSpec.Images(
            "x",
            new Sizing(2, 1, Resize.STRETCH),
            Channels.GRAY,
            Layout.NCHW,
            Normalization.toUnit());
    return Datasets.open(
        spec, files(root), List.of(Specs.input("x", DType.FLOAT, -1, 1, 1, 2)), DataOptions.all());
  }

  /** All of one length, since padding is that of a batch; with lines that do not count. */
  private Dataset texts() throws IOException {
    List<String> lines = new ArrayList<>(List.of("", "  "));
    String words = "ab";
    for (int i = 0; i < COUNT; i++) {
      String text =
          "%s %s %s".formatted(words.charAt(i & 1), words.charAt(i >> 1 & 1), words.charAt(i >> 2));
      lines.add("{\"text\": \"%s\", \"label\": %d}".formatted(text, i));
      lines.add("");
    }
    Files.writeString(folder.resolve("texts.jsonl"), "\ufeff" + String.join("\n", lines));
    try (InputStream json = SamplesTest.class.getResourceAsStream("tokenizer.json")) {
      Files.copy(Objects.requireNonNull(json), folder.resolve("tokenizer.json"));
    }
    return Datasets.open(
        new DataSpec.Text("text", Optional.of("label"), 8),
        new DataFiles(
            folder.resolve("texts.jsonl"),
            Optional.of(folder.resolve("tokenizer.json")),
            Path.of("target", "tokenizers")),
        List.of(Specs.input("input_ids", DType.INT64, -1, -1)),
        new DataOptions(OptionalLong.empty(), OptionalLong.of(COUNT)));
  }

  private Dataset open(DataSpec spec, Path path) {
    return Datasets.open(spec, files(path), List.of(PAIR), DataOptions.all());
  }

  private DataFiles files(Path path) {
    return new DataFiles(path, Optional.empty(), scratch);
  }

  private static DataSpec npz(@Nullable String labels, @Nullable String targets) {
    return new DataSpec.Npz(
        List.of(new ArrayInput("x", "x")),
        Optional.ofNullable(labels),
        Optional.ofNullable(targets));
  }

  private Path zip(int method, Object... namesAndArrays) throws IOException {
    SequencedMap<String, byte[]> arrays = new LinkedHashMap<>();
    for (int i = 0; i < namesAndArrays.length; i += 2) {
      arrays.put((String) namesAndArrays[i], NpyFile.bytes((Tensor) namesAndArrays[i + 1]));
    }
    return NpyFile.zip(folder.resolve("data.npz"), method, arrays);
  }

  /** Returns the bytes of each sample's only input. */
  private static List<ByteBuffer> rows(Batch batch) {
    ByteBuffer all = batch.inputs().firstEntry().getValue().data().asByteBuffer();
    int each = all.capacity() / batch.size();
    return Stream.iterate(0, i -> i + each)
        .limit(batch.size())
        .map(from -> all.slice(from, each))
        .toList();
  }
}
