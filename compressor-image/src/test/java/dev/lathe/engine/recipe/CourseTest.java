package dev.lathe.engine.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.recipe.Progress.Event;
import dev.lathe.engine.recipe.Progress.Leg;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CourseTest {

  @Test
  void theWholeRunGoesFromNothingToAHundredWithoutAGap() {
    Course course = course("quantize: {mode: Static}", true);
    List<Leg> legs = course.legs();

    assertThat(course.percent(legs.getFirst(), 0)).isZero();
    assertThat(course.percent(legs.getLast(), 1)).isEqualTo(100);
    for (int i = 1; i < legs.size(); i++) {
      assertThat(course.percent(legs.get(i), 0)).isEqualTo(course.percent(legs.get(i - 1), 1));
    }
  }

  @Test
  void withoutDataThereIsNothingToCalibrate() {
    assertThat(course("quantize: {mode: Dynamic}", false).legs())
        .extracting(Leg::stage)
        .doesNotContain(Stage.CALIBRATE);
    assertThat(course("quantize: {mode: Dynamic}", true).legs())
        .extracting(Leg::stage)
        .contains(Stage.CALIBRATE);
  }

  @Test
  void thePercentageNeverFalls() {
    List<Integer> told = new ArrayList<>();
    Teller teller =
        new Teller(event -> told.add(event.percent()), course("quantize: {mode: Static}", true));

    teller.report(Stage.FETCH, 0, "");
    teller.enter(1);
    teller.report(Stage.CALIBRATE, 0.8, "");
    teller.report(Stage.CALIBRATE, 0.4, "once more");
    teller.enter(0);
    teller.report(Stage.EVALUATE, 0, "");

    assertThat(told).isSorted().startsWith(0).endsWith(60);
    assertThat(told.get(2)).isEqualTo(told.get(1));
  }

  @Test
  void aFractionOutsideOfItsStageIsRefused() {
    assertThatThrownBy(() -> new Event(Leg.of(Stage.FETCH), 1.1, 0, ""))
        .hasMessage("a fraction in [0, 1] expected, found 1.1");
    assertThatThrownBy(() -> new Event(Leg.of(Stage.FETCH), Double.NaN, 0, ""))
        .hasMessage("a fraction in [0, 1] expected, found NaN");
  }

  private static Course course(String step, boolean calibrates) {
    String manifest =
        """
        apiVersion: compression.lathe.dev/v1alpha1
        kind: CompressionJob
        metadata: {name: some}
        spec:
          source: {uri: "file:model.onnx"}
          data: {calibration: {uri: "file:c.npz", npz: {inputs: [{name: x}]}}}
          recipe: [{%s}]
        """
            .formatted(step);
    return Course.of(Manifest.parse("job.yaml", manifest).recipe(), calibrates);
  }
}
