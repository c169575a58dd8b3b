package dev.lathe.engine.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class ScaleTest {

  @Test
  void ticksAreRoundNumbersWithinTheAxis() {
    assertThat(new Scale(0, 1.9).ticks(8))
        .extracting(BigDecimal::toPlainString)
        .containsExactly("0.0", "0.5", "1.0", "1.5");
    assertThat(new Scale(0, 60).ticks(6))
        .extracting(BigDecimal::toPlainString)
        .containsExactly("0", "10", "20", "30", "40", "50", "60");
    assertThat(new Scale(0.97, 1.003).ticks(4))
        .extracting(BigDecimal::toPlainString)
        .containsExactly("0.97", "0.98", "0.99", "1.00");
  }

  @Test
  void positionsGoFromZeroToOne() {
    assertThat(new Scale(2, 4).at(2)).isZero();
    assertThat(new Scale(2, 4).at(4)).isEqualTo(1);
    assertThat(new Scale(2, 4).contains(4.1)).isFalse();
  }

  @Test
  void anAxisWithoutLengthIsRefused() {
    assertThatThrownBy(() -> new Scale(1, 1)).hasMessageContaining("found 1.0 and 1.0");
  }
}
