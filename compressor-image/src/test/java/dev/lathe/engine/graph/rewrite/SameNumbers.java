package dev.lathe.engine.graph.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Halves;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.runtime.Session;
import dev.lathe.engine.runtime.SessionOptions;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Compares two models on the same random inputs, run node by node as they are written.
 *
 * @param tolerance of float outputs, relative to the largest absolute value of each
 */
record SameNumbers(double tolerance) {
  /** Between two neighbouring halves, relative to the larger: what one other rounding may do. */
  private static final double HALF_STEP = 0x1p-10;

  /** Runs both models with every open extent 1, then with larger ones. */
  void check(byte[] expected, byte[] found) {
    try (Session before = Session.open(expected, SessionOptions.asWritten(1));
        Session after = Session.open(found, SessionOptions.asWritten(1))) {
      assertThat(after.inputs()).as("inputs").isEqualTo(before.inputs());
      for (int smallest : new int[] {1, 3}) {
        Map<String, Tensor> inputs = inputs(before, smallest);
        compare(before.run(inputs), after.run(inputs));
      }
    }
  }

  /** Compares outputs by name; all but floats and halves must be equal. */
  void compare(Map<String, Tensor> expected, Map<String, Tensor> found) {
    assertThat(found.keySet()).containsExactlyElementsOf(expected.keySet());
    expected.forEach((name, tensor) -> {
      Tensor other = Objects.requireNonNull(found.get(name));
      if (isFloat(tensor.type()) && other.type() == tensor.type()) {
        assertThat(other.shape()).as("shape of %s", name).isEqualTo(tensor.shape());
        assertThat(worstDifference(floats(tensor), floats(other)))
            .as("largest difference of %s, relative to its largest value", name)
            .isLessThanOrEqualTo(tensor.type() == DType.FLOAT ? tolerance : HALF_STEP + tolerance);
      } else {
        assertThat(other).as(name).isEqualTo(tensor);
      }
    });
  }

  private static boolean isFloat(DType type) {
    return type == DType.FLOAT || type == DType.FLOAT16;
  }

  private static float[] floats(Tensor tensor) {
    if (tensor.type() == DType.FLOAT) {
      return tensor.toFloats();
    }
    ShortBuffer halves =
        ByteBuffer.wrap(tensor.toBytes()).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    float[] values = new float[halves.remaining()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.float16ToFloat(halves.get(i));
    }
    return values;
  }

  /** Returns infinity where one is not a number and the other is. */
  static double worstDifference(float[] expected, float[] found) {
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Float.isFinite(expected[i]) ? Math.abs(expected[i]) : 0);
      if (Float.compare(expected[i], found[i]) != 0) {
        double difference = Math.abs((double) expected[i] - found[i]);
        worst = Math.max(worst, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
      }
    }
    return worst == 0 ? 0 : worst / largest;
  }

  /** Returns random inputs; open extents of one name are the same, others count up. */
  static Map<String, Tensor> inputs(Session session, int smallest) {
    Random random = new Random(11);
    Map<String, Long> named = new HashMap<>();
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    session
        .inputs()
        .forEach((name, type) -> inputs.put(name, input(type, random, named, smallest)));
    return inputs;
  }

  private static Tensor input(
      TensorType type, Random random, Map<String, Long> named, int smallest) {
    List<Long> extents = new ArrayList<>();
    for (Dim dim : type.shape().orElse(List.of())) {
      extents.add(
          switch (dim) {
            case Dim.Known(long extent) -> extent;
            case Dim.Symbolic(String name) ->
                named.computeIfAbsent(name, key -> (long) smallest + named.size());
            case Dim.Unknown() -> (long) smallest;
          });
    }
    Shape shape = Shape.of(extents);
    int count = (int) shape.elementCount();
    return switch (type.elementType()) {
      case FLOAT -> gaussian(shape, random);
      case FLOAT16 -> Halves.of(DType.FLOAT16, gaussian(shape, random));
      case INT64 -> Tensor.ofLongs(shape, random.longs(count, 0, 2).toArray());
      case BOOL -> {
        byte[] values = new byte[count];
        for (int i = 0; i < count; i++) {
          values[i] = (byte) random.nextInt(2);
        }
        yield Tensor.ofBytes(DType.BOOL, shape, values);
      }
      default -> throw new IllegalArgumentException("no random " + type);
    };
  }

  private static Tensor gaussian(Shape shape, Random random) {
    float[] values = new float[(int) shape.elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.ofFloats(shape, values);
  }
}
