package dev.lathe.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.data.DataSpec.ArrayInput;
import dev.lathe.engine.data.DataSpec.Channels;
import dev.lathe.engine.data.DataSpec.Layout;
import dev.lathe.engine.data.DataSpec.Resize;
import dev.lathe.engine.data.DataSpec.Sizing;
import dev.lathe.engine.data.Overlap.Role;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlapTest {
  private static final InputSpec X = Specs.input("x", DType.FLOAT, -1, 1, 1, 2);
  private static final Tensor FLOATS = Tensor.ofFloats(Shape.of(3, 1, 1, 2), 0, 1, 10, 20, 30, 40);

  @TempDir private Path folder;

  @Test
  void setsWithoutACommonSampleAreFine() {
    assertThatCode(() -> Overlap.refuse(List.of("a"), "calibration", List.of("b")))
        .doesNotThrowAnyException();
  }

  @Test
  void aCommonSampleIsRefusedWithItsPlaces() {
    assertThatThrownBy(() ->
            Overlap.refuse(List.of("a", "b", "c", "b"), "calibration", List.of("x", "y", "b", "c")))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DATA_OVERLAP))
        .hasMessage(
            "data.calibration shares 3 of its 4 samples with evaluation (the first: sample 1"
                + " is evaluation sample 2): judge the model on data that no step has seen");
  }

  @Test
  void onlyCalibrationMayShareSamplesWithOthers() {
    Map<Role, Dataset> data = new EnumMap<>(Role.class);
    data.put(Role.TRAINING, new Known("a", "b", "c"));
    data.put(Role.VALIDATION, new Known("d"));
    data.put(Role.CALIBRATION, new Known("b", "d"));
    data.put(Role.EVALUATION, new Known("e"));
    assertThatCode(() -> Overlap.refuse(data)).doesNotThrowAnyException();

    data.put(Role.VALIDATION, new Known("d", "c"));
    refuses(
        data,
        "data.training shares 1 of its 3 samples with validation (the first: sample 2 is"
            + " validation sample 1): choose the best weights by data that nothing is learnt from");
    data.remove(Role.TRAINING);
    data.put(Role.EVALUATION, new Known("e", "d"));
    refuses(
        data,
        "data.validation shares 1 of its 2 samples with evaluation (the first: sample 0 is"
            + " evaluation sample 1): judge the model on data that no step has seen");
    data.remove(Role.VALIDATION);
    refuses(
        data,
        "data.calibration shares 1 of its 2 samples with evaluation (the first: sample 1 is"
            + " evaluation sample 1): judge the model on data that no step has seen");
  }

  @Test
  void aSetThatNothingIsComparedWithIsNotRead() {
    Dataset unreadable = new Known();
    Map<Role, Dataset> data = new EnumMap<>(Role.class);
    data.put(Role.TRAINING, unreadable);
    data.put(Role.CALIBRATION, unreadable);

    assertThatCode(() -> Overlap.refuse(data)).doesNotThrowAnyException();
  }

  private static void refuses(Map<Role, Dataset> data, String message) {
    assertThatThrownBy(() -> Overlap.refuse(data))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DATA_OVERLAP))
        .hasMessage(message);
  }

  /** A data set of which only the digests are known; none means that it must not be asked. */
  private record Known(String... digests) implements Dataset {
    @Override
    public List<String> sampleDigests() {
      assertThat(digests).isNotEmpty();
      return List.of(digests);
    }

    @Override
    public long size() {
      return digests.length;
    }

    @Override
    public boolean labelled() {
      return false;
    }

    @Override
    public String digest() {
      throw new AssertionError();
    }

    @Override
    public Samples samples() {
      throw new AssertionError();
    }

    @Override
    public void close() {}
  }

  @Test
  void theSameSampleIsFoundInAnotherFormat() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 10 * 0x010101);
    image.setRGB(1, 0, 20 * 0x010101);
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    ImageIO.write(image, "png", pictures.resolve("1.png").toFile());
    byte[] doubles = new byte[48];
    for (int i = 0; i < 6; i++) {
      ByteBuffer.wrap(doubles).order(ByteOrder.LITTLE_ENDIAN).putDouble(8 * i, FLOATS.floatAt(i));
    }
    Tensor wide = Tensor.of(DType.DOUBLE, FLOATS.shape(), MemorySegment.ofArray(doubles));

    List<String> single = digests(npz(ZipEntry.STORED, FLOATS));

    assertThat(single).doesNotHaveDuplicates().hasSize(3);
    assertThat(digests(npz(ZipEntry.DEFLATED, wide))).isEqualTo(single);
    assertThat(pictureDigests(pictures)).containsExactly(single.get(1));
  }

  @Test
  void nameTypeAndShapeAreWhatASampleIs() {
    Batch batch = batch("x", Tensor.ofFloats(Shape.of(1, 2), 0, 0));

    assertThat(SampleDigest.ofEach(batch))
        .isEqualTo(SampleDigest.ofEach(batch("x", Tensor.ofFloats(Shape.of(1, 2), 0, 0))))
        .isNotEqualTo(SampleDigest.ofEach(batch("z", Tensor.ofFloats(Shape.of(1, 2), 0, 0))))
        .isNotEqualTo(SampleDigest.ofEach(batch("x", Tensor.ofFloats(Shape.of(1, 2, 1), 0, 0))))
        .isNotEqualTo(SampleDigest.ofEach(batch("x", Tensor.ofInts(Shape.of(1, 2), 0, 0))));
  }

  private static Batch batch(String name, Tensor tensor) {
    return new Batch(new LinkedHashMap<>(Map.of(name, tensor)), Optional.empty(), 1);
  }

  private Path npz(int method, Tensor tensor) throws IOException {
    SequencedMap<String, byte[]> arrays = new LinkedHashMap<>(Map.of("x", NpyFile.bytes(tensor)));
    return NpyFile.zip(folder.resolve("data.npz"), method, arrays);
  }

  private List<String> digests(Path file) {
    DataSpec spec = new DataSpec.Npz(List.of(new ArrayInput("x", "x")), Optional.empty());
    return digests(spec, file);
  }

  private List<String> pictureDigests(Path pictures) {
    DataSpec spec =
        new DataSpec.Images(
            "x",
            new Sizing(2, 1, Resize.STRETCH),
            Channels.GRAY,
            Layout.NCHW,
            new Normalization(1, List.of(0.0), List.of(1.0)));
    return digests(spec, pictures);
  }

  private List<String> digests(DataSpec spec, Path path) {
    DataFiles files = new DataFiles(path, Optional.empty(), folder);
    try (Dataset data = Datasets.open(spec, files, List.of(X), DataOptions.all())) {
      return data.sampleDigests();
    }
  }
}
