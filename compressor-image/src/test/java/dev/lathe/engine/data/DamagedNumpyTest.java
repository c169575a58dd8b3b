package dev.lathe.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every fault names the file or array and keeps memory in bounds. */
class DamagedNumpyTest {
  private static final byte[] X =
      NpyFile.bytes(Tensor.ofFloats(Shape.of(4, 2), 0, 1, 2, 3, 4, 5, 6, 7));

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void aSingleArrayOfAnotherSizeIsRefused(int excess) throws IOException {
    Path file = Files.write(folder.resolve("x.npy"), Arrays.copyOf(X, X.length + excess));

    assertThat(failure(file))
        .startsWith(
            "x.npy: %d bytes expected for [4, 2] of FLOAT, found %d"
                .formatted(X.length, X.length + excess));
  }

  @Test
  void aHeaderThatIsCutOffIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("x.npy"), Arrays.copyOf(X, 40));

    assertThat(failure(file)).isEqualTo("x.npy is truncated: it ends before its last sample");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "{'descr': '<f4', 'fortran_order': True, 'shape': (4, 2), } # is in Fortran order",
        "{'descr': '|O', 'fortran_order': False, 'shape': (4, 2), } # elements f2 f4 f8",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (4,), } # lacks 'descr'",
        "{'descr': '<f4', 'shape': (4, 2), } # lacks 'fortran_order'",
        "{'descr': '<f4', 'fortran_order': False, 'shape': 8, } # lacks 'shape'",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (), } # found a scalar",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999, 9999999999), } # impossible",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), } # impossible",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,), } # bytes expected",
        "__import__('os') # lacks 'descr'"
      })
  void aHeaderThatPromisesSomethingElseIsRefused(String header, String complaint)
      throws IOException {
    byte[] array = NpyFile.bytes(header, Arrays.copyOfRange(X, X.length - 32, X.length));
    Path single = Files.write(folder.resolve("x.npy"), array);
    Path zipped = zip(array);

    assertThat(failure(single)).startsWith("x.npy").contains(complaint);
    assertThat(failure(zipped)).startsWith("array 'x' of data.npz").contains(complaint);
  }

  @Test
  void aHeaderOfGigabytesIsNotRead() throws IOException {
    byte[] array = X.clone();
    array[6] = 2;
    Arrays.fill(array, 8, 12, (byte) 0xFF);
    Path file = Files.write(folder.resolve("x.npy"), array);

    assertThat(failure(file))
        .isEqualTo("x.npy: a header of at most 65536 bytes expected, found 4294967295");
  }

  @Test
  void aVersionOfTheFutureIsRefused() throws IOException {
    byte[] array = X.clone();
    array[6] = 9;
    Path file = Files.write(folder.resolve("x.npy"), array);

    assertThat(failure(file))
        .isEqualTo("x.npy: version 1 to 3 of the .npy format expected, found 9.0");
  }

  @Test
  void aTruncatedArchiveIsRefused() throws IOException {
    Path file = zip(X);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 30));

    assertThat(failure(file)).startsWith("data.npz is damaged: ");
  }

  @Test
  void anotherFileIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("x.csv"), "1,2,3\n");

    assertThat(failure(file)).isEqualTo("x.csv is neither an .npz nor an .npy file");
    assertThat(failure(Files.writeString(folder.resolve("empty.npz"), "")))
        .isEqualTo("empty.npz is neither an .npz nor an .npy file");
  }

  /** A stored entry, one element of which is changed: the archive's checksum tells. */
  @Test
  void aFlippedBitIsFoundByTheChecksum() throws IOException {
    Path file =
        NpyFile.zip(
            folder.resolve("data.npz"), ZipEntry.STORED, new LinkedHashMap<>(Map.of("x", X)));
    byte[] bytes = Files.readAllBytes(file);
    bytes[30 + "x.npy".length() + X.length - 1] ^= 1;
    Files.write(file, bytes);

    assertThat(failure(file))
        .isEqualTo(
            "array 'x' of data.npz, samples 0 to 3, is damaged: the checksum of array 'x' of"
                + " data.npz is wrong");
  }

  @Test
  void moreThanDeflateCanHideIsRefused() throws IOException {
    Path file = zip(X);
    byte[] bytes = Files.readAllBytes(file);
    int directory = lastIndexOf(bytes, new byte[] {'P', 'K', 1, 2});
    Arrays.fill(bytes, directory + 24, directory + 27, (byte) 0xFF);
    Files.write(file, bytes);

    assertThat(failure(file)).startsWith("array 'x' of data.npz: 16777215 bytes cannot come of ");
  }

  private Path zip(byte[] array) throws IOException {
    return NpyFile.zip(
        folder.resolve("data.npz"), ZipEntry.DEFLATED, new LinkedHashMap<>(Map.of("x", array)));
  }

  private String failure(Path file) {
    DataSpec spec = new DataSpec.Npz(List.of(new DataSpec.ArrayInput("x", "x")), Optional.empty());
    DataFiles files = new DataFiles(file, Optional.empty(), folder);
    InputSpec input = new InputSpec("x", DType.FLOAT, Optional.empty());
    EngineException[] failure = new EngineException[1];
    assertThatThrownBy(
            () -> {
              try (Dataset data = Datasets.open(spec, files, List.of(input), DataOptions.all())) {
                Specs.read(data, 4);
              }
            })
        .isInstanceOfSatisfying(EngineException.class, e -> failure[0] = e);
    assertThat(failure[0].reason()).isEqualTo(Reason.INVALID_DATA);
    return failure[0].getMessage();
  }

  private static int lastIndexOf(byte[] bytes, byte[] wanted) {
    for (int at = bytes.length - wanted.length; at >= 0; at--) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    throw new AssertionError("not found");
  }
}
