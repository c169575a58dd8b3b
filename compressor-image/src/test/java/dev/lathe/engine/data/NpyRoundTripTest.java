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
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

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

  @Property(tries = 100)
  void whatIsWrittenIsReadInAnyBatches(
      @ForAll("arrays") Tensor array, @ForAll @IntRange(min = 1, max = 5) int batchSize)
      throws IOException {
    Path folder = Files.createTempDirectory("npy");
    Path single = Files.write(folder.resolve("x.npy"), NpyFile.bytes(array));
    SequencedMap<String, byte[]> arrays = new LinkedHashMap<>(Map.of("x", NpyFile.bytes(array)));
    Path stored = NpyFile.zip(folder.resolve("stored.npz"), ZipEntry.STORED, arrays);
    Path deflated = NpyFile.zip(folder.resolve("deflated.npz"), ZipEntry.DEFLATED, arrays);

    for (Path file : List.of(single, stored, deflated)) {
      assertThat(read(file, array, batchSize)).isEqualTo(array.toBytes());
      Files.delete(file);
    }
    Files.delete(folder);
  }

  @Provide
  Arbitrary<Tensor> arrays() {
    return Combinators.combine(
            Arbitraries.of(TYPES),
            Arbitraries.longs().between(1, 5).list().ofMinSize(1).ofMaxSize(4),
            Arbitraries.longs())
        .as(NpyRoundTripTest::array);
  }

  private static Tensor array(DType type, List<Long> dims, long seed) {
    Shape shape = Shape.of(dims);
    byte[] elements = new byte[Math.toIntExact(type.sizeInBytes(shape.elementCount()))];
    new Random(seed).nextBytes(elements);
    return Tensor.ofBytes(type, shape, elements);
  }

  private static byte[] read(Path file, Tensor array, int batchSize) throws IOException {
    InputSpec input = new InputSpec("x", array.type(), Optional.empty());
    DataSpec spec = new DataSpec.Npz(List.of(new DataSpec.ArrayInput("x", "x")), Optional.empty());
    DataFiles files = new DataFiles(file, Optional.empty(), file);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (Dataset data = Datasets.open(spec, files, List.of(input), DataOptions.all())) {
      for (Batch batch : Specs.read(data, batchSize)) {
        read.write(batch.inputs().firstEntry().getValue().toBytes());
      }
    }
    return read.toByteArray();
  }
}
