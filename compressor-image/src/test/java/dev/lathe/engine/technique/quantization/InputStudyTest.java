package dev.lathe.engine.technique.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputStudyTest {
  private static Model product(long opset) {
    return Sketch.model(
        opset,
        s -> {
          String x = s.input("x", -1, -1, 2);
          s.output(s.node("MatMul", x, s.constant("w", floats(Shape.of(2, 2), 1, 0, 0, 2))));
        });
  }

  private static InputStudy.Findings study(Model model, List<Map<String, Tensor>> batches) {
    LinearLayers found = LinearLayers.find(model, Scope.everything(), layer -> Optional.empty());
    return new InputStudy(model, Network.over(batches), ProgressListener.SILENT)
        .of(found.layers(), true);
  }

  /**
   * Vectors (1, -2), (3, 4) and then (5, 0): x xᵀ sums to [1+9+25, -2+12+0; 10, 4+16+0]. Outputs
   * (1, -4), (3, 8), (5, 0): squares 1+16+9+64+25. The operator sets differ in where axes go.
   */
  @ParameterizedTest
  @ValueSource(longs = {11, 13, 17, 18, 21})
  void batchesOfAnyLengthAddUp(long opset) {
    Model model = product(opset);

    InputStudy.Findings findings =
        study(
            model,
            List.of(
                Map.of("x", floats(Shape.of(1, 2, 2), 1, -2, 3, 4)),
                Map.of("x", floats(Shape.of(1, 1, 2), 5, 0))));

    InputStatistics seen = findings.input("x").orElseThrow();
    assertThat(seen.rows()).isEqualTo(3);
    assertThat(seen.absMax()).containsExactly(5, 4);
    assertThat(seen.min()).isEqualTo(-2);
    assertThat(seen.max()).isEqualTo(5);
    assertThat(seen.mean()).containsExactly(3, 2 / 3.0);
    assertThat(seen.gram().orElseThrow()).containsExactly(35, 10, 10, 20);
    assertThat(findings.outputEnergy(model.graph().nodes().getFirst().output())).hasValue(115);
  }

  @Test
  void whatIsDividedAfterwardsIsAsIfItHadBeenDividedBefore() {
    InputStatistics seen = new InputStatistics(2, true);
    seen.add(1, new float[] {-4, 6}, new float[] {-4, 6}, new float[] {-4, 6});
    seen.addGram(new float[] {16, -24, -24, 36});

    InputStatistics divided = seen.dividedBy(new float[] {2, 3});

    assertThat(divided.absMax()).containsExactly(2, 2);
    assertThat(divided.mean()).containsExactly(-2, 2);
    assertThat(divided.gram().orElseThrow()).containsExactly(4, -4, -4, 4);
    assertThat(seen.absMax()).containsExactly(4, 6);
  }

  @Test
  void dataWithoutASampleIsRefused() {
    assertRefused(List.of(), "the calibration data is empty");
  }

  @Test
  void anActivationThatIsNoNumberIsRefusedByItsName() {
    assertRefused(
        List.of(Map.of("x", floats(Shape.of(1, 2, 2), 1, Float.NaN, 3, 4))), "activation 'x'");
    assertRefused(
        List.of(Map.of("x", floats(Shape.of(1, 1, 2), 1, Float.POSITIVE_INFINITY))),
        "activation 'x'");
  }

  private static void assertRefused(List<Map<String, Tensor>> batches, String why) {
    assertThatThrownBy(() -> study(product(17), batches))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_DATA))
        .hasMessageContaining(why);
  }

  private static Tensor floats(Shape shape, float... values) {
    return Tensor.ofFloats(shape, values);
  }
}
