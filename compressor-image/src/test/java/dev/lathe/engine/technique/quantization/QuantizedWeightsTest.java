package dev.lathe.engine.technique.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuantizedWeightsTest {
  @Test
  void eachChannelHasItsOwnScale() {
    // columns are channels: the largest of the first is 1.27, so its scale is .01;
    // the largest of the second is 254, so its scale is 2
    Tensor weights = Tensor.ofFloats(Shape.of(2, 2), 1.27f, -254, 0.5f, 3);

    QuantizedWeights quantized = QuantizedWeights.of("w", weights, 1, 127);

    assertThat(quantized.scales().toFloats())
        .containsExactly(new float[] {0.01f, 2}, within(1e-6f));
    // 3 / 2 = 1.5 rounds to 2, the even neighbour
    assertThat(quantized.values().toBytes()).containsExactly(127, -127, 50, 2);
  }

  @Test
  void noValueIsFartherOffThanHalfAStep() {
    Tensor weights = new Network().random(0.3, 16, 33);

    QuantizedWeights quantized = QuantizedWeights.of("w", weights, 0, 63);

    float[] exact = weights.toFloats();
    byte[] integers = quantized.values().toBytes();
    float[] scales = quantized.scales().toFloats();
    for (int i = 0; i < exact.length; i++) {
      float scale = scales[i / 33];
      assertThat(integers[i] * scale).isCloseTo(exact[i], within(scale * 0.5001f));
      assertThat((int) integers[i]).isBetween(-63, 63);
    }
  }

  @Test
  void zeroStaysZeroAndAChannelOfZerosIsHarmless() {
    Tensor weights = Tensor.ofFloats(Shape.of(2, 2), 0, 0, 0, 5);

    QuantizedWeights quantized = QuantizedWeights.of("w", weights, 0, 127);

    assertThat(quantized.values().toBytes()).containsExactly(0, 0, 0, 127);
    assertThat(quantized.scales().toFloats()[0]).isEqualTo(1);
  }

  @Test
  void aSubnormalRangeGivesNoSubnormalScale() {
    Tensor weights = Tensor.ofFloats(Shape.of(1), Float.MIN_VALUE * 100);

    assertThat(QuantizedWeights.of("w", weights, -1, 127).scales().toFloats()[0])
        .isGreaterThanOrEqualTo(Float.MIN_NORMAL);
  }

  @Test
  void aScaleIsAtLeastWhatTheBiasNeeds() {
    Tensor weights = Tensor.ofFloats(Shape.of(2, 1), 1.27f, 1.27f);

    QuantizedWeights quantized =
        QuantizedWeights.of("w", weights, new QuantizedWeights.Grid(0, 127, List.of(0.001f, 0.1f)));

    assertThat(quantized.scales().toFloats())
        .containsExactly(new float[] {0.01f, 0.1f}, within(1e-6f));
  }

  @Test
  void weightsThatAreNotFiniteAreNamed() {
    Tensor weights = Tensor.ofFloats(Shape.of(3), 1, Float.NaN, 2);

    assertThatThrownBy(() -> QuantizedWeights.of("layer.w", weights, -1, 127))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_MODEL))
        .hasMessageContaining("'layer.w' holds NaN at element 1");
  }
}
