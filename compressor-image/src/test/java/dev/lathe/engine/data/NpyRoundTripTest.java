package dev.lathe.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyRoundTripTest {
  private static final List<DType> TYPES =
      List.of(
          DType.FLOAT16,
          DType.FLOAT,
          DType.DOUBLE,
          DType.INT8,
          DType.INT16,
          DType.INT32,
          DType.INT64,
          DType.UINT8,
          DType.UINT16,
          DType.UINT32,
          DType.UINT64,
          DType.BOOL);

  private static final int ROUNDS = 100;

  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsReadInAnyBatches() throws IOException {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      Tensor array = array(random);
      int batchSize = 1 + random.nextInt(5);
      for (Path file : write(array)) {
        assertThat(read(file, array, batchSize))
            .as("seed %d: %s in batches of %d", seed, file.getFileName(), batchSize)
            .isEqualTo(array.toBytes());
      }
    }
  }

  /** Returns an array of 1 to 4 axes. */
  private static Tensor array(Random random) {
    DType type = TYPES.get(random.nextInt(TYPES.size()));
    Shape shape = Shape.of(random.longs(1 + random.nextInt(4), 1, 6).toArray());
    byte[] elements = new byte[Math.toIntExact(type.sizeInBytes(shape.elementCount()))];
    random.nextBytes(elements);
    return Tensor.ofBytes(type, shape, elements);
  }

  private List<Path> write(Tensor array) throws IOException {
    byte[] bytes = NpyFile.bytes(array);
    SequencedMap<String, byte[]> arrays = new LinkedHashMap<>(Map.of("x", bytes));
    return List.of(
        Files.write(folder.resolve("x.npy"), bytes),
        NpyFile.zip(folder.resolve("stored.npz"), ZipEntry.STORED, arrays),
        NpyFile.zip(folder.resolve("deflated.npz"), ZipEntry.DEFLATED, arrays));
  }

  private byte[] read(Path file, Tensor array, int batchSize) throws IOException {
    InputSpec input = new InputSpec("x", array.type(), Optional.empty());
    DataSpec spec = new DataSpec.Npz(List.of(new DataSpec.ArrayInput("x", "x")), Optional.empty());
    DataFiles files = new DataFiles(file, Optional.empty(), folder);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (Dataset data = Datasets.open(spec, files, List.of(input), DataOptions.all())) {
      for (Batch batch : Specs.read(data, batchSize)) {
        read.write(batch.inputs().firstEntry().getValue().toBytes());
      }
    }
    return read.toByteArray();
  }
}
