package dev.lathe.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeptWeightsTest {
  private static Tensor floats(float... values) {
    return Tensor.ofFloats(Shape.of(values.length), values);
  }

  @Test
  void aSetTakesThePlaceOfTheOneBefore() {
    KeptWeights kept = new KeptWeights();
    Tensor given = floats(1, 2);
    Map<String, Tensor> first = kept.keep(taker -> taker.accept("w", given));

    Map<String, Tensor> second = kept.keep(taker -> taker.accept("w", floats(3, 4)));

    assertThat(second).isEqualTo(Map.of("w", floats(3, 4)));
    assertThat(first).as("the same memory").isEqualTo(second);
    assertThat(given).as("what was told").isEqualTo(floats(1, 2));
  }

  @Test
  void weightsKeepTheOrderInWhichTheyAreTold() {
    assertThat(
            new KeptWeights()
                .keep(taker -> List.of("b", "a").forEach(name -> taker.accept(name, floats(0))))
                .sequencedKeySet())
        .containsExactly("b", "a");
  }
}
