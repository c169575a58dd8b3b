package dev.lathe.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the bytes: either they are refused, or they are a model that is written as bytes that
 * are read and written the same again.
 *
 * <p>{@code JAZZER_FUZZ=1 mvn test -pl compressor-image -Dtest=OnnxReaderFuzzTest
 * -Djazzer.hooks=true} searches for ten minutes; without it the seeds and some mutations of them
 * are tried.
 */
class OnnxReaderFuzzTest {
  private static final int MUTATIONS = 5_000;

  static Stream<byte[]> seeds() {
    return Stream.concat(
            Stream.of(EverythingModel.model(), nested(), external()),
            RefusalTest.all().map(arguments -> (RawMessage) arguments.get()[1]))
        .map(RawMessage::toBytes);
  }

  private static RawMessage nested() {
    RawMessage graph = new RawMessage().text(2, "innermost");
    for (int depth = 0; depth < 5; depth++) {
      RawMessage attribute = new RawMessage().text(1, "body").message(6, graph).integer(20, 5);
      RawMessage node = new RawMessage().text(2, "y").text(4, "Loop").message(5, attribute);
      graph = new RawMessage().message(1, node).text(2, "g" + depth);
    }
    return new RawMessage().integer(1, 8).message(7, graph);
  }

  private static RawMessage external() {
    RawMessage location = new RawMessage().text(1, "location").text(2, "../x");
    RawMessage tensor =
        new RawMessage().integer(1, 1).integer(2, 1).text(8, "w").message(13, location);
    return new RawMessage()
        .integer(1, 8)
        .message(7, new RawMessage().message(5, tensor.integer(14, 1)));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10m")
  void anyBytesAreRefusedOrAModel(byte[] bytes) {
    Model model;
    try {
      model = OnnxReader.read(MemorySegment.ofArray(bytes));
    } catch (EngineException refused) {
      assertThat(refused.reason()).isIn(Reason.INVALID_MODEL, Reason.UNSUPPORTED_MODEL);
      return;
    }
    byte[] written = OnnxWriter.toBytes(model);
    byte[] again = OnnxWriter.toBytes(OnnxReader.read(MemorySegment.ofArray(written)));

    assertThat(Arrays.mismatch(again, written)).as("first byte that differs").isEqualTo(-1);
  }

  @Test
  void mutatedModelsAreRefusedOrModels() {
    byte[][] seeds = seeds().toArray(byte[][]::new);
    for (int seed = 0; seed < MUTATIONS; seed++) {
      Random random = new Random(seed);
      byte[] mutated = mutate(seeds[seed % seeds.length], random);
      try {
        anyBytesAreRefusedOrAModel(mutated);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("mutation " + seed + " is neither refused nor a model", e);
      }
    }
  }

  private static byte[] mutate(byte[] seed, Random random) {
    byte[] mutated = seed.clone();
    int changes = mutated.length == 0 ? 0 : 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(mutated.length);
      switch (random.nextInt(4)) {
        case 0 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> mutated[at] = (byte) random.nextInt(256);
        case 2 -> mutated[at]++;
        default -> {
          int from = random.nextInt(mutated.length);
          int length = Math.min(random.nextInt(16), mutated.length - Math.max(at, from));
          System.arraycopy(seed, from, mutated, at, length);
        }
      }
    }
    return random.nextInt(8) == 0
        ? Arrays.copyOf(mutated, random.nextInt(mutated.length + 1))
        : mutated;
  }
}
