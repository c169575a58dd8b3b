package dev.lathe.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RulesTest {
  @Test
  void thePauseDoublesUpToItsLimit() {
    Rules rules = new Rules(10, Duration.ofSeconds(10), Duration.ofMinutes(6));
    assertThat(IntStream.rangeClosed(1, 8).mapToObj(rules::backoff).map(Duration::toSeconds))
        .containsExactly(10L, 20L, 40L, 80L, 160L, 320L, 360L, 360L);
  }

  @Test
  void noPauseStaysNoPause() {
    Rules rules = new Rules(10, Duration.ZERO, Duration.ofMinutes(6));
    assertThat(rules.backoff(16)).isEqualTo(Duration.ZERO);
  }

  @Test
  void aLimitBelowTheFirstPauseIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Rules(1, Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .withMessageContaining("PT2S to PT1S");
  }
}
