package dev.lathe.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.data.DataSpec.ArrayInput;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumpyReaderTest {
  /** Five samples of [2]. */
  private static final Tensor X =
      Tensor.ofFloats(Shape.of(5, 2), 0, 1, 10, 11, 20, 21, 30, 31, 40, 41);

  private static final Tensor Y = Tensor.ofLongs(Shape.of(5), 0, 1, 2, 1, 0);

  /** {@code savez_compressed(x=array([[1, 2], [3, 4]], "<f4"), y=array([0, 1]))} of NumPy 2.4.6. */
  private static final String WRITTEN_BY_NUMPY =
      """
      UEsDBC0AAAAIAAAAIQBO+yB1//////////8FABQAeC5ucHkBABAAkAAAAAAAAABTAAAAAAAAAJvs
      F+obEMnIUMZQrZ6SWpxcpG6loG6TZqKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6
      CkaaOgq1CmQDLgaGBnsGBgYHIALiBgcAUEsDBC0AAAAIAAAAIQB+avvJ//////////8FABQAeS5u
      cHkBABAAkAAAAAAAAABJAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TaaGuo6Cell9UUpSY
      F59flJIKEndLzClOBYoXZyQWpAL5GkY6mjoKtQoUAC4GKGCE0gBQSwECLQMtAAAACAAAACEATvsg
      dVMAAACQAAAABQAAAAAAAAAAAAAAgAEAAAAAeC5ucHlQSwECLQMtAAAACAAAACEAfmr7yUkAAACQ
      AAAABQAAAAAAAAAAAAAAgAGKAAAAeS5ucHlQSwUGAAAAAAIAAgBmAAAACgEAAAAA
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
  void samplesComeInBatchesWithTheirLabels(int method) throws IOException {
    Path file = npz(method, Map.of("x", NpyFile.bytes(X), "y", NpyFile.bytes(Y)));

    try (Dataset data = open(file, "y", DataOptions.all(), floats(2))) {
      assertThat(data.size()).isEqualTo(5);
      assertThat(data.labelled()).isTrue();
      assertThat(Specs.read(data, 2))
          .containsExactly(
              batch(Tensor.ofFloats(Shape.of(2, 2), 0, 1, 10, 11), 0, 1),
              batch(Tensor.ofFloats(Shape.of(2, 2), 20, 21, 30, 31), 2, 1),
              batch(Tensor.ofFloats(Shape.of(1, 2), 40, 41), 0));
    }
  }

  @Test
  void anArchiveOfNumpyIsRead() throws IOException {
    byte[] written = Base64.getMimeDecoder().decode(WRITTEN_BY_NUMPY);
    Path file = Files.write(folder.resolve("numpy.npz"), written);

    try (Dataset data = open(file, "y", DataOptions.all(), floats(2))) {
      assertThat(Specs.read(data, 2))
          .containsExactly(batch(Tensor.ofFloats(Shape.of(2, 2), 1, 2, 3, 4), 0, 1));
    }
  }

  @Test
  void everyPassStartsAtTheFirstSample() throws IOException {
    Path file = npz(ZipEntry.DEFLATED, Map.of("x", NpyFile.bytes(X)));

    try (Dataset data = open(file, null, DataOptions.all(), floats(2));
        Batches first = data.batches(3)) {
      Batch half = first.next();

      assertThat(Specs.read(data, 3)).first().isEqualTo(half);
      assertThat(first.next().size()).isEqualTo(2);
      assertThatThrownBy(first::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void aSingleArrayNeedsNoArchive() throws IOException {
    Path file = Files.write(folder.resolve("x.npy"), NpyFile.bytes(X));

    try (Dataset data = open(file, null, DataOptions.all(), floats(2))) {
      assertThat(Specs.read(data, 5)).containsExactly(new Batch(fed(X), Optional.empty(), 5));
    }
  }

  @Test
  void onlyTheFirstSamplesAreUsed() throws IOException {
    Path file = npz(ZipEntry.DEFLATED, Map.of("x", NpyFile.bytes(X), "y", NpyFile.bytes(Y)));

    try (Dataset data = open(file, "y", options(3, 100), floats(2))) {
      assertThat(data.size()).isEqualTo(3);
      assertThat(Specs.read(data, 2)).extracting(Batch::size).containsExactly(2, 1);
    }
  }

  @Test
  void theModelDecidesWhereItsBatchIsFixed() throws IOException {
    Path file = npz(ZipEntry.DEFLATED, Map.of("x", NpyFile.bytes(X)));
    InputSpec five = spec(DType.FLOAT, 5, 2);
    InputSpec two = spec(DType.FLOAT, 2, 2);

    try (Dataset data = open(file, null, DataOptions.all(), five)) {
      assertThat(Specs.read(data, 1)).extracting(Batch::size).containsExactly(5);
    }
    refuses(
        () -> open(file, null, DataOptions.all(), two),
        "the model takes batches of exactly 2 samples, data.npz has 5: set maxSamples to a"
            + " multiple");
  }

  /** A student learns of such samples from its teachers alone. */
  @Test
  void samplesMayLackALabelWhereThatIsAllowed() throws IOException {
    Tensor some = Tensor.ofLongs(Shape.of(5), 0, -1, 2, -1, 0);
    Path file = npz(ZipEntry.DEFLATED, Map.of("x", NpyFile.bytes(X), "y", NpyFile.bytes(some)));
    DataOptions partial = new DataOptions(OptionalLong.empty(), OptionalLong.of(3), true);
    try (Dataset data = open(file, "y", partial, floats(2));
        Batches batches = data.batches(5)) {
      assertThat(batches.next().labels()).contains(some);
    }
    Tensor wrong = Tensor.ofLongs(Shape.of(5), 0, -1, 2, -2, 0);
    Path bad = npz(ZipEntry.DEFLATED, Map.of("x", NpyFile.bytes(X), "y", NpyFile.bytes(wrong)));
    refuses(
        () -> open(bad, "y", partial, floats(2)),
        "array 'y' of data.npz: sample 3 has label -2, but the model has classes 0 to 2");
  }

  @Test
  void aLabelOutOfRangeIsNamed() throws IOException {
    Path file = npz(ZipEntry.DEFLATED, Map.of("x", NpyFile.bytes(X), "y", NpyFile.bytes(Y)));
    Tensor negative = Tensor.ofLongs(Shape.of(5), 0, 1, 2, -1, 0);
    Path bad = npz(ZipEntry.DEFLATED, Map.of("x", NpyFile.bytes(X), "y", NpyFile.bytes(negative)));

    refuses(
        () -> open(bad, "y", DataOptions.all(), floats(2)),
        "array 'y' of data.npz: sample 3 has label -1, but classes count from 0");
    npz(ZipEntry.DEFLATED, Map.of("x", NpyFile.bytes(X), "y", NpyFile.bytes(Y)));
    refuses(
        () -> open(file, "y", options(5, 2), floats(2)),
        "array 'y' of data.npz: sample 2 has label 2, but the model has classes 0 to 1");
  }

  @Test
  void arraysOfDifferentLengthAreRefused() throws IOException {
    Tensor four = Tensor.ofLongs(Shape.of(4), 0, 1, 2, 1);
    Path file = npz(ZipEntry.DEFLATED, Map.of("x", NpyFile.bytes(X), "y", NpyFile.bytes(four)));

    refuses(
        () -> open(file, "y", DataOptions.all(), floats(2)),
        "arrays differ in length: array 'x' of data.npz has 5 samples, array 'y' of data.npz has"
            + " 4");
  }

  @Test
  void whatTheModelDoesNotTakeIsNamedWithBothShapes() throws IOException {
    Path file = npz(ZipEntry.DEFLATED, Map.of("x", NpyFile.bytes(X)));

    refuses(
        () -> open(file, null, DataOptions.all(), floats(3, 48)),
        "input 'x': [?, 3, 48] of FLOAT expected, found [5, 2] of FLOAT in array 'x' of data.npz");
    refuses(
        () -> open(file, null, DataOptions.all(), spec(DType.INT64, -1, 2)),
        "input 'x': [?, 2] of INT64 expected, found [5, 2] of FLOAT in array 'x' of data.npz");
    refuses(
        () ->
            open(file, null, DataOptions.all(), new InputSpec("z", DType.FLOAT, Optional.empty())),
        "the model has no input 'x', its inputs are [z]");
  }

  @Test
  void anEmptySetIsRefused() throws IOException {
    Path file = npz(ZipEntry.STORED, Map.of("x", NpyFile.bytes(Tensor.ofFloats(Shape.of(0, 2)))));

    refuses(() -> open(file, null, DataOptions.all(), floats(2)), "data.npz holds no sample");
  }

  @Test
  void aMissingArrayIsNamedWithThoseThereAre() throws IOException {
    Path file = npz(ZipEntry.DEFLATED, Map.of("images", NpyFile.bytes(X)));

    refuses(
        () -> open(file, null, DataOptions.all(), floats(2)),
        "data.npz holds no array 'x', its arrays are [images]");
  }

  @Test
  void aFileThatIsNotThereIsNotFound() {
    assertThatThrownBy(() -> open(folder.resolve("no.npz"), null, DataOptions.all(), floats(2)))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND))
        .hasMessageContaining("no.npz does not exist");
  }

  private void refuses(ThrowingCallable opening, String message) {
    assertThatThrownBy(opening)
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_DATA))
        .hasMessage(message);
  }

  private Path npz(int method, Map<String, byte[]> arrays) throws IOException {
    SequencedMap<String, byte[]> sorted = new LinkedHashMap<>();
    arrays.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(array -> sorted.put(array.getKey(), array.getValue()));
    return NpyFile.zip(folder.resolve("data.npz"), method, sorted);
  }

  private Dataset open(Path file, @Nullable String labels, DataOptions options, InputSpec input) {
    return Datasets.open(
        new DataSpec.Npz(List.of(new ArrayInput("x", "x")), Optional.ofNullable(labels)),
        new DataFiles(file, Optional.empty(), folder),
        List.of(input),
        options);
  }

  private static DataOptions options(long maxSamples, long classes) {
    return new DataOptions(OptionalLong.of(maxSamples), OptionalLong.of(classes));
  }

  private static InputSpec floats(long... sample) {
    long[] dims = new long[sample.length + 1];
    dims[0] = -1;
    System.arraycopy(sample, 0, dims, 1, sample.length);
    return spec(DType.FLOAT, dims);
  }

  private static InputSpec spec(DType type, long... dims) {
    return Specs.input("x", type, dims);
  }

  private static Batch batch(Tensor x, long... labels) {
    return new Batch(
        fed(x), Optional.of(Tensor.ofLongs(Shape.of(labels.length), labels)), labels.length);
  }

  private static SequencedMap<String, Tensor> fed(Tensor x) {
    return new LinkedHashMap<>(Map.of("x", x));
  }
}
