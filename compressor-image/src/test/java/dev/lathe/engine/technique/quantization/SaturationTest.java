package dev.lathe.engine.technique.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.technique.quantization.QuantizationConfig.Mode;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Integer products as processors without VNNI form them: pairs are added in 16 bits. */
class SaturationTest {
  private static final int INPUTS = 64;

  /** The weights of one output, all as large as they come, in the integers of a target. */
  private static byte[] weights(Target target) {
    float[] ones = new float[INPUTS * 16];
    Arrays.fill(ones, 1);
    Model model =
        Sketch.model(s ->
            s.output(
                s.node(
                    "MatMul",
                    s.input("x", -1, INPUTS),
                    s.constant("w", Tensor.ofFloats(Shape.of(INPUTS, 16), ones)))));
    return Quantizer.quantize(
            model,
            QuantizationConfig.of(Mode.DYNAMIC, target),
            Optional.empty(),
            ProgressListener.SILENT)
        .model()
        .graph()
        .initializer("w_quantized")
        .orElseThrow()
        .toBytes();
  }

  /** {@code VPMADDUBSW}: two products of a byte and a signed byte, their sum clamped to 16 bits. */
  private static int pairwise(int[] activations, byte[] weights) {
    int sum = 0;
    for (int i = 0; i < INPUTS; i += 2) {
      int pair = activations[i] * weights[i * 16] + activations[i + 1] * weights[(i + 1) * 16];
      sum += Math.clamp(pair, Short.MIN_VALUE, Short.MAX_VALUE);
    }
    return sum;
  }

  private static int exact(int[] activations, byte[] weights) {
    int sum = 0;
    for (int i = 0; i < INPUTS; i++) {
      sum += activations[i] * weights[i * 16];
    }
    return sum;
  }

  @Test
  void theLargestActivationsDoNotSaturateWithTheWeightsOfASaturatingTarget() {
    int[] activations = new int[INPUTS];
    Arrays.fill(activations, 255);

    byte[] weights = weights(Target.X64_SATURATING);

    assertThat(pairwise(activations, weights)).isEqualTo(exact(activations, weights));
    assertThat(weights[0]).isEqualTo((byte) 64);
  }

  @Test
  void theSameActivationsDoSaturateWithAllEightBits() {
    int[] activations = new int[INPUTS];
    Arrays.fill(activations, 255);

    byte[] weights = weights(Target.X64_VNNI);

    assertThat(pairwise(activations, weights)).isLessThan(exact(activations, weights));
  }

  /** Whatever this machine has, ONNX Runtime's sums are the exact ones with reduced weights. */
  @Test
  void theRuntimeSumsReducedWeightsExactly() {
    byte[] weights = weights(Target.X64_SATURATING);
    int[] activations = new int[INPUTS];
    byte[] bytes = new byte[INPUTS];
    for (int i = 0; i < INPUTS; i++) {
      activations[i] = 255 - i % 3;
      bytes[i] = (byte) activations[i];
    }
    Model model =
        Sketch.model(s -> {
          String a = s.input("a", DType.UINT8, 1, INPUTS);
          String w = s.constant(Tensor.ofBytes(DType.INT8, Shape.of(INPUTS, 16), weights));
          s.output(s.node("MatMulInteger", a, w), DType.INT32);
        });

    Tensor sums =
        Network.run(
            model,
            Map.of("a", Tensor.ofBytes(DType.UINT8, Shape.of(1, INPUTS), bytes)),
            model.graph().outputs().getFirst().name());

    assertThat(sums.toInts()).containsOnly(exact(activations, weights));
  }
}
