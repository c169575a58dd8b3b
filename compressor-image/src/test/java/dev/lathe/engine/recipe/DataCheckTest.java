package dev.lathe.engine.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.data.NpyFile;
import dev.lathe.engine.evaluate.MemoryDataset;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCheckTest {
  private static final float NAN = Float.NaN;

  private static MemoryDataset rowsOfTwo(float... values) {
    return new MemoryDataset(2, values, Optional.empty());
  }

  @Test
  void theFirstSampleThatIsNotFiniteIsNamed() {
    assertThat(DataCheck.firstNonFinite(rowsOfTwo(1, 2, 3, 4, 5, 6, 7, NAN), 2))
        .contains("input 'x' is NaN in sample 3");
    assertThat(DataCheck.firstNonFinite(rowsOfTwo(1, 2, Float.POSITIVE_INFINITY, 4), 1))
        .contains("input 'x' is infinite in sample 1");
    assertThat(DataCheck.firstNonFinite(rowsOfTwo(1, 2, 3, 4), 1)).isEmpty();
  }

  @Test
  void anInputIsTheSameOnlyIfItIsInEverySample() {
    assertThat(DataCheck.sameThroughout(rowsOfTwo(3, 3, 3, 3, 3, 3), 2)).containsOnlyKeys("x");
    assertThat(DataCheck.sameThroughout(rowsOfTwo(3, 3, 3, 3, 3, 4), 2)).isEmpty();
    assertThat(DataCheck.sameThroughout(rowsOfTwo(3, 3, 4, 4), 1)).isEmpty();
  }

  @Test
  void calibrationOnNothingButZerosIsNoted(@TempDir Path folder) throws IOException {
    TinyJob job = TinyJob.in(folder);
    byte[] zeros = NpyFile.bytes(Tensor.ofFloats(Shape.of(8, 64), new float[512]));
    NpyFile.zip(
        folder.resolve("calibration.npz"),
        ZipEntry.STORED,
        new LinkedHashMap<>(Map.of("x", zeros)));

    List<String> notes = job.run(job.manifest(""), Progress.SILENT).report().compression().notes();

    assertThat(notes)
        .contains(
            "data.calibration (file:calibration.npz): all numbers of input 'x' are 0: ranges learnt"
                + " from them fit no others");
  }
}
