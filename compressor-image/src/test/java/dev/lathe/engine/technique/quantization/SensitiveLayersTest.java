package dev.lathe.engine.technique.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.technique.quantization.QuantizationConfig.Mode;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SensitiveLayersTest {
  private static final int CHANNELS = 8;
  private static final QuantizationConfig STATIC =
      QuantizationConfig.of(Mode.STATIC, Target.X64_VNNI);

  private static Tensor random(long seed, double deviation, long... dims) {
    Random random = new Random(seed);
    float[] values = new float[(int) Shape.of(dims).elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return Tensor.ofFloats(Shape.of(dims), values);
  }

  /**
   * A convolution whose first channel is a thousand times as large as the rest, and counts a
   * thousandth of it: its integers have no digits left for the other channels.
   *
   * @param kernel extent of its kernel; the more, the more weights
   */
  private static Model withOutlyingChannel(long kernel) {
    return withOutlyingChannel(kernel, true);
  }

  /**
   * @param scaled whether it is made small again before the next convolution reads, and rounds, it
   */
  private static Model withOutlyingChannel(long kernel, boolean scaled) {
    return Sketch.model(s -> s.output(outlying(s, kernel, scaled)));
  }

  private static String outlying(Sketch s, long kernel, boolean scaled) {
    float[] weights = random(1, 0.2, CHANNELS, CHANNELS, kernel, kernel).toFloats();
    for (int i = 0; i < weights.length / CHANNELS; i++) {
      weights[i] *= 1000;
    }
    float[] reading = random(2, 0.2, 64, CHANNELS, 3, 3).toFloats();
    for (int i = 0; i < reading.length && !scaled; i++) {
      reading[i] /= i / 9 % CHANNELS == 0 ? 1000 : 1;
    }
    float[] factors = {0.001f, 1, 1, 1, 1, 1, 1, 1};
    String x = s.input("x", -1, CHANNELS, 12, 12);
    String sensitive =
        s.node(
            "Conv",
            x,
            s.constant(Tensor.ofFloats(Shape.of(CHANNELS, CHANNELS, kernel, kernel), weights)));
    String wide =
        s.node(
            "Conv",
            scaled
                ? s.node("Mul", sensitive, s.constant(Tensor.ofFloats(Shape.of(8, 1, 1), factors)))
                : sensitive,
            s.constant(Tensor.ofFloats(Shape.of(64, CHANNELS, 3, 3), reading)));
    return s.node("Softmax", s.node("Conv", s.relu(wide), s.weights(32, 64, 3, 3)));
  }

  private static List<Map<String, Tensor>> data() {
    List<Map<String, Tensor>> batches = new ArrayList<>();
    for (int batch = 0; batch < 3; batch++) {
      batches.add(Map.of("x", random(10 + batch, 1, 8, CHANNELS, 12, 12)));
    }
    return batches;
  }

  private static Quantized quantize(Model model, QuantizationConfig config) {
    return Quantizer.quantize(
        model, config, Optional.of(Network.over(data())), ProgressListener.SILENT);
  }

  private static double decibels(Model model, Model quantized) {
    String output = model.graph().outputs().getFirst().name();
    Map<String, Tensor> input = data().getFirst();
    return Network.sqnrDecibels(
        Network.run(model, input, output), Network.run(quantized, input, output));
  }

  @Test
  void aSmallConvolutionWithMostOfTheErrorStaysInFloatingPoint() {
    Model model = withOutlyingChannel(1);

    Quantized quantized = quantize(model, STATIC);

    assertThat(quantized.kept()).extracting(Quantized.KeptLayer::name).containsExactly("conv_0");
    assertThat(quantized.kept().getFirst().reason())
        .matches("rounded, it would add \\d+\\.\\d times its share to the output's error");
    assertThat(quantized.layers()).hasSize(2);
    assertThat(quantized.notes())
        .contains(
            "1 small convolution to which the output is most sensitive stays in floating point");
  }

  @Test
  void anOutputThatIsRoundedToHalfPrecisionTellsAsMuch() {
    Model model =
        Sketch.model(s ->
            s.output(
                s.op("Cast").with("to", DType.FLOAT16.onnxCode()).on(outlying(s, 1, true)),
                DType.FLOAT16));

    assertThat(quantize(model, STATIC).kept())
        .extracting(Quantized.KeptLayer::name)
        .containsExactly("conv_0");
  }

  @Test
  void whatIsKeptMakesTheModelMoreExact() {
    Model model = withOutlyingChannel(1);

    Model sparing = quantize(model, STATIC).model();
    Model all = quantize(model, STATIC.withScope(keeping(Choice.OFF))).model();

    assertThat(decibels(model, sparing)).isGreaterThan(decibels(model, all) + 6);
  }

  @Test
  void aConvolutionWhoseOutputIsRoundedForItsReaderAnywayIsNotWorthKeeping() {
    assertThat(quantize(withOutlyingChannel(1, false), STATIC).kept()).isEmpty();
  }

  @Test
  void nothingIsKeptWhereTheRecipeForbidsIt() {
    assertThat(quantize(withOutlyingChannel(1), STATIC.withScope(keeping(Choice.OFF))).kept())
        .isEmpty();
  }

  /** With 8 × 8 × 7 × 7 weights it holds an eighth of all. */
  @Test
  void aConvolutionWithManyWeightsIsRoundedHoweverSensitive() {
    assertThat(quantize(withOutlyingChannel(7), STATIC).kept()).isEmpty();
  }

  @Test
  void convolutionsThatAreAllAlikeAreAllRounded() {
    Model model =
        Sketch.model(s -> {
          String value = s.input("x", -1, CHANNELS, 12, 12);
          for (int layer = 0; layer < 24; layer++) {
            value = s.relu(s.node("Conv", value, s.constant(random(layer, 0.1, 8, 8, 1, 1))));
          }
          s.output(value);
        });

    assertThat(quantize(model, STATIC).kept()).isEmpty();
  }

  /** The data has 24 samples in batches of 8; a layer alone is tried on 16. */
  @Test
  void layersAreTriedOnAFewSamplesOnly() {
    AtomicInteger whole = new AtomicInteger();
    AtomicInteger parts = new AtomicInteger();
    Activations all = Network.over(data());
    Activations counting =
        (model, samples, observer) ->
            all.runSome(
                model,
                samples,
                batch -> {
                  (samples == Long.MAX_VALUE ? whole : parts).incrementAndGet();
                  observer.accept(batch);
                });

    Quantizer.quantize(
        withOutlyingChannel(1), STATIC, Optional.of(counting), ProgressListener.SILENT);

    assertThat(whole).hasValue(3);
    // the original, all layers rounded, and the one small layer
    assertThat(parts).hasValue(3 * 2);
  }

  private static Scope keeping(Choice choice) {
    return Scope.everything().withKeepFloat(choice);
  }
}
