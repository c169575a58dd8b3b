package dev.lathe.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.evaluate.metric.Quantity;
import dev.lathe.engine.runtime.Session;
import dev.lathe.engine.runtime.SessionOptions;
import dev.lathe.engine.runtime.TinyModel;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LatencyComparisonTest {
  private static byte[] products(int count) {
    TinyModel model = new TinyModel().input("x", DType.FLOAT, -1, 96, 96);
    String last = "x";
    for (int i = 0; i < count; i++) {
      model.node("MatMul", List.of(last, "x"), List.of("y" + i));
      last = "y" + i;
    }
    return model.output(last, DType.FLOAT, -1, 96, 96).toBytes();
  }

  @Test
  void aModelOfTwentyTimesTheWorkIsSlower() {
    Tensor x = Tensor.ofFloats(Shape.of(1, 96, 96), new float[96 * 96]);
    Tensor two = Tensor.ofFloats(Shape.of(2, 96, 96), new float[2 * 96 * 96]);
    try (Session original = Session.open(products(20), SessionOptions.serving(1));
        Session candidate = Session.open(products(1), SessionOptions.serving(1))) {
      LatencyComparison comparison =
          LatencyComparison.measure(
              original,
              candidate,
              List.of(Map.of("x", x), Map.of("x", two)),
              new LatencySettings(1, 40, 4));

      assertThat(comparison.originalMillis()).hasSize(40).allMatch(millis -> millis > 0);
      assertThat(comparison.candidateMillis()).hasSize(40);
      assertThat(comparison.quantile(0.5, 0).point(Quantity.RATIO)).isLessThan(0.7);
    }
  }
}
