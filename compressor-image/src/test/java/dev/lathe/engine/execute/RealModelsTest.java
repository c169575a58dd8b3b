package dev.lathe.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Model;
import dev.lathe.engine.onnx.Fixtures;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.runtime.Session;
import dev.lathe.engine.runtime.SessionOptions;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Real models against ONNX Runtime, node by node as they are written. */
class RealModelsTest {
  private static final int INPUTS = 50;

  /** Float sums in another order differ by some units of 6e-8 a layer. */
  private static final double TOLERANCE = 1e-4;

  private interface Inputs {
    Map<String, Tensor> draw(Random random, int index);
  }

  private static double worst(String fixture, Inputs inputs) {
    Path file = Fixtures.path(fixture);
    Model model = OnnxReader.read(file);
    Random random = new Random(5);
    double worst = 0;
    try (Executor executor = Executor.compile(model);
        Session session = Session.open(file, SessionOptions.asWritten(2))) {
      for (int i = 0; i < INPUTS; i++) {
        Map<String, Tensor> given = inputs.draw(random, i);
        Map<String, Tensor> expected = session.run(given);
        Map<String, Tensor> found = executor.run(given);
        for (String name : expected.keySet()) {
          worst =
              Math.max(
                  worst,
                  difference(
                      Objects.requireNonNull(expected.get(name)),
                      Objects.requireNonNull(found.get(name))));
        }
      }
    }
    return worst;
  }

  /** Returns the largest difference relative to the largest value. */
  private static double difference(Tensor expected, Tensor found) {
    assertThat(found.shape()).isEqualTo(expected.shape());
    float[] a = expected.toFloats();
    float[] b = found.toFloats();
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i]));
      worst = Math.max(worst, Math.abs((double) a[i] - b[i]));
    }
    assertThat(largest).isGreaterThan(0.01);
    return worst / largest;
  }

  private static Tensor picture(Random random, long... shape) {
    float[] values = new float[(int) Shape.of(shape).elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.ofFloats(Shape.of(shape), values);
  }

  /** A white page with dark words: on noise the detectors say that nothing is text. */
  private static Tensor page(Random random, int height, int width) {
    float[] values = new float[3 * height * width];
    Arrays.fill(values, 2);
    for (int line = 8; line + 12 < height; line += 24) {
      for (int x = 4; x < width - 4; x++) {
        if (random.nextInt(3) > 0) {
          for (int y = line; y < line + 12; y++) {
            for (int c = 0; c < 3; c++) {
              values[(c * height + y) * width + x] = -2 + random.nextFloat();
            }
          }
        }
      }
    }
    return Tensor.ofFloats(Shape.of(1, 3, height, width), values);
  }

  private static Map<String, Tensor> tokens(Random random, int index) {
    int length = new int[] {7, 12, 20, 33, 64}[index % 5];
    int rows = 1 + index % 3;
    Shape shape = Shape.of(rows, length);
    long[] ids = random.longs((long) rows * length, 1000, 20000).toArray();
    long[] mask = new long[ids.length];
    Arrays.fill(mask, 1);
    if (rows > 1) {
      Arrays.fill(mask, length - 3, length, 0);
    }
    Map<String, Tensor> given = new LinkedHashMap<>();
    given.put("input_ids", Tensor.ofLongs(shape, ids));
    given.put("attention_mask", Tensor.ofLongs(shape, mask));
    given.put("token_type_ids", Tensor.ofLongs(shape, new long[ids.length]));
    return given;
  }

  @Test
  void theSentenceEmbedding() {
    assertThat(worst("minilm/model.onnx", RealModelsTest::tokens)).isLessThan(TOLERANCE);
  }

  @Test
  void theTextDirectionClassifier() {
    assertThat(
            worst(
                "direction/model.onnx",
                (random, i) -> Map.of("x", picture(random, 1 + i % 3, 3, 48, 96 + 32 * (i % 4)))))
        .isLessThan(TOLERANCE);
  }

  @Test
  void theTextDetectors() {
    Inputs pages = (random, i) -> Map.of("x", page(random, 64 + 32 * (i % 2), 128 + 32 * (i % 3)));
    assertThat(worst("detectors/v3.onnx", pages)).isLessThan(TOLERANCE);
    assertThat(worst("detectors/v4.onnx", pages)).isLessThan(TOLERANCE);
  }
}
