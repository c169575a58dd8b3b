package dev.lathe.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The kernel of a pair of QuantizeLinear and DequantizeLinear, against the definition of both and
 * the gradients of Esser et al. (arXiv:1902.08153).
 */
class FakeQuantizeTest {
  private static final int CHANNELS = 3;
  private static final int WIDTH = 400;
  private static final float[] SCALES = {0.03f, 0.7f, 0.0113f};

  /** Numbers around zero, some beyond the range, and the middles between two levels. */
  private static float[] numbers(float[] scales) {
    Random random = new Random(5);
    float[] x = new float[CHANNELS * WIDTH];
    for (int i = 0; i < x.length; i++) {
      float scale = scales[scales.length == 1 ? 0 : i / WIDTH];
      x[i] =
          i % 2 == 0
              ? (float) (random.nextGaussian() * 90 * scale)
              : scale * (random.nextInt(300) - 150 + 0.5f);
    }
    return x;
  }

  /** A pair whose output is multiplied by {@code g} and added up: then g is its gradient. */
  private static Model pair(float[] x, float[] scales, DType type, int zeroPoint) {
    boolean single = scales.length == 1;
    Shape shape = single ? Shape.scalar() : Shape.of(scales.length);
    byte[] zeros = new byte[scales.length];
    Arrays.fill(zeros, (byte) zeroPoint);
    return Sketch.model(g -> {
      g.constant("x", Tensor.ofFloats(Shape.of(1, CHANNELS, WIDTH), x));
      g.constant("s", Tensor.ofFloats(shape, scales));
      g.constant("z", Tensor.ofBytes(type, shape, zeros));
      String integers = g.node("QuantizeLinear", "x", "s", "z");
      String y = g.node("DequantizeLinear", integers, "s", "z");
      String factors = g.input("g", 1, CHANNELS, WIDTH);
      String loss = g.op("ReduceSum").with("keepdims", 0).on(g.node("Mul", y, factors));
      g.output(y);
      g.output(loss);
    });
  }

  private static float[] factors() {
    Random random = new Random(6);
    float[] values = new float[CHANNELS * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Returns a tensor's elements, zeros without their sign. */
  private static float[] numbers(Map<String, Tensor> tensors, String name) {
    float[] values = Objects.requireNonNull(tensors.get(name)).toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] += 0f;
    }
    return values;
  }

  private static final Map<String, Tensor> GIVEN =
      Map.of("g", Tensor.ofFloats(Shape.of(1, CHANNELS, WIDTH), factors()));

  private record Case(float[] scales, DType type, int zeroPoint) {
    float low() {
      return (type == DType.INT8 ? -128 : 0) - zeroPoint;
    }

    float high() {
      return low() + 255;
    }

    float scale(int i) {
      return scales[scales.length == 1 ? 0 : i / WIDTH];
    }
  }

  private static final List<Case> CASES =
      List.of(
          new Case(new float[] {0.03f}, DType.UINT8, 117),
          new Case(new float[] {0.7f}, DType.UINT8, 0),
          new Case(new float[] {0.0113f}, DType.INT8, 0),
          new Case(SCALES, DType.INT8, 0),
          new Case(SCALES, DType.UINT8, 128));

  @Test
  void itGivesExactlyWhatThePairGives() {
    for (Case one : CASES) {
      float[] x = numbers(one.scales());
      Model model = pair(x, one.scales(), one.type(), one.zeroPoint());
      String y = model.graph().outputs().get(0).name();
      String loss = model.graph().outputs().get(1).name();
      float[] expected = new float[x.length];
      for (int i = 0; i < x.length; i++) {
        float level = (float) Math.rint(x[i] / one.scale(i)) + one.zeroPoint();
        int integer =
            (int)
                Math.clamp(
                    level, one.type() == DType.INT8 ? -128 : 0, one.high() + one.zeroPoint());
        expected[i] = (integer - one.zeroPoint()) * one.scale(i) + 0f;
      }

      try (Executor executor = Executor.compile(model);
          TrainingModule training =
              TrainingModule.compile(model, Training.of(loss, List.of("x", "s"), Update.sgd()))) {
        assertThat(numbers(executor.run(GIVEN), y)).containsExactly(expected);
        assertThat(numbers(training.run(GIVEN), y)).containsExactly(expected);
        // with gradients being taken, it is another way through the kernel
        double sum = 0;
        float[] g = factors();
        for (int i = 0; i < x.length; i++) {
          sum += (double) expected[i] * g[i];
        }
        assertThat(training.step(GIVEN, 0).loss()).isCloseTo(sum, offset(2e-2));
      }
    }
  }

  @Test
  void itsGradientsAreThoseOfLearnedStepSizes() {
    float[] g = factors();
    for (Case one : CASES) {
      float[] x = numbers(one.scales());
      Model model = pair(x, one.scales(), one.type(), one.zeroPoint());
      String loss = model.graph().outputs().get(1).name();
      float[] toX = new float[x.length];
      double[] toScale = new double[one.scales().length];
      for (int i = 0; i < x.length; i++) {
        float steps = x[i] / one.scale(i);
        boolean inside = one.low() < steps && steps < one.high();
        toX[i] = inside ? g[i] : 0f;
        double error =
            inside ? Math.rint(steps) - steps : steps <= one.low() ? one.low() : one.high();
        toScale[toScale.length == 1 ? 0 : i / WIDTH] += error * g[i];
      }

      try (TrainingModule training =
          TrainingModule.compile(model, Training.of(loss, List.of("x", "s"), Update.sgd()))) {
        Map<String, Tensor> found = training.gradients(GIVEN);

        assertThat(numbers(found, "x")).containsExactly(toX);
        float[] ofScale = Objects.requireNonNull(found.get("s")).toFloats();
        for (int c = 0; c < toScale.length; c++) {
          // a sum of 400 or 1,200 numbers up to 400, in single precision
          assertThat((double) ofScale[c]).isCloseTo(toScale[c], offset(0.05));
        }
      }
    }
  }

  /** Below zero nothing moves the scale, and nothing reaches what was rectified. */
  @Test
  void aRectifierBeforeItIsAbsorbedWithItsGradient() {
    Model model =
        Sketch.model(g -> {
          g.constant("x", Tensor.ofFloats(Shape.of(5), -0.4f, -0.02f, 0.01f, 0.26f, 40f));
          g.constant("s", Tensor.ofFloats(Shape.scalar(), 0.1f));
          String y =
              g.op("FakeQuantize")
                  .domain("dev.lathe")
                  .with("low", Attribute.of(0f))
                  .with("high", Attribute.of(255f))
                  .on(g.relu("x"), "s");
          g.output(g.op("ReduceSum").with("keepdims", 0).on(y));
        });
    String loss = model.graph().outputs().getFirst().name();

    try (TrainingModule training =
        TrainingModule.compile(model, Training.of(loss, List.of("x", "s"), Update.sgd()))) {
      Map<String, Tensor> found = training.gradients(Map.of());

      assertThat(numbers(found, "x")).containsExactly(0, 0, 1, 1, 0);
      // levels less steps: 0 - 0.1, 3 - 2.6; and 255 of what is cut
      assertThat(Objects.requireNonNull(found.get("s")).floatAt(0))
          .isCloseTo(255.3f, offset(1e-3f));
    }
  }

  /** A learned scale has the gradient of its logarithm: that of the scale times the scale. */
  @Test
  void theGrowthOfAScaleHasTheGradientOfTheScaleItself() {
    float[] g = factors();
    for (float[] scales : List.of(SCALES, new float[] {0.0113f})) {
      float[] x = numbers(scales);
      Shape shape = scales.length == 1 ? Shape.scalar() : Shape.of(scales.length);
      Model model =
          Sketch.model(s -> {
            s.constant("x", Tensor.ofFloats(Shape.of(1, CHANNELS, WIDTH), x));
            s.constant("base", Tensor.ofFloats(shape, scales));
            s.constant("growth", Tensor.ofFloats(shape, new float[scales.length]));
            List<String> learned =
                s.op("LearnedScale")
                    .domain("dev.lathe")
                    .with("rate", Attribute.of(0.5f))
                    .on(2, "growth", "base");
            String y =
                s.op("FakeQuantize")
                    .domain("dev.lathe")
                    .with("axis", 1)
                    .with("low", Attribute.of(-127f))
                    .with("high", Attribute.of(127f))
                    .on("x", learned.get(0), learned.get(1));
            String factors = s.input("g", 1, CHANNELS, WIDTH);
            s.output(s.op("ReduceSum").with("keepdims", 0).on(s.node("Mul", y, factors)));
          });
      String loss = model.graph().outputs().getFirst().name();
      double[] expected = new double[scales.length];
      for (int i = 0; i < x.length; i++) {
        int channel = scales.length == 1 ? 0 : i / WIDTH;
        float steps = x[i] / scales[channel];
        double error = Math.abs(steps) < 127 ? Math.rint(steps) - steps : Math.copySign(127, steps);
        expected[channel] += 0.5 * scales[channel] * error * g[i];
      }

      try (TrainingModule training =
          TrainingModule.compile(model, Training.of(loss, List.of("growth"), Update.sgd()))) {
        float[] found = Objects.requireNonNull(training.gradients(GIVEN).get("growth")).toFloats();
        for (int c = 0; c < expected.length; c++) {
          // of 400 or 1,200 numbers up to 127 times the scale, in single precision
          assertThat((double) found[c]).isCloseTo(expected[c], offset(0.05 * scales[c]));
        }
      }
    }
  }
}
