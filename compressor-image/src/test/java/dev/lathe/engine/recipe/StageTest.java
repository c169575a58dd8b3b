package dev.lathe.engine.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StageTest {

  @Test
  void theWholeRunGoesFromNothingToAHundredWithoutAGap() {
    assertThat(Stage.FETCH.percent(0)).isZero();
    assertThat(Stage.PUBLISH.percent(1)).isEqualTo(100);
    for (Stage stage : Stage.values()) {
      if (stage.ordinal() > 0) {
        assertThat(stage.percent(0)).isEqualTo(Stage.values()[stage.ordinal() - 1].percent(1));
      }
    }
  }

  @Test
  void aFractionOutsideOfItsStageIsRefused() {
    assertThatThrownBy(() -> new Progress.Event(Stage.FETCH, 1.1, ""))
        .hasMessage("a fraction in [0, 1] expected, found 1.1");
    assertThatThrownBy(() -> new Progress.Event(Stage.FETCH, Double.NaN, ""))
        .hasMessage("a fraction in [0, 1] expected, found NaN");
  }
}
