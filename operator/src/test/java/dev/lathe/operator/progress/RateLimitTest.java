package dev.lathe.operator.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.operator.given.Given;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private Instant now = Given.NOW;
  private final RateLimit<String> limit = new RateLimit<>(() -> now, 3, Duration.ofSeconds(1));

  @Test
  void aBurstIsAllowedAndThenOneCallASecond() {
    assertThat(calls("a", 5)).isEqualTo(3);
    now = now.plusSeconds(2);
    assertThat(calls("a", 5)).isEqualTo(2);
  }

  @Test
  void callersDoNotShareTheirLimit() {
    calls("a", 5);
    assertThat(calls("b", 5)).isEqualTo(3);
  }

  @Test
  void waitingLongerAllowsNoMoreThanABurst() {
    calls("a", 5);
    now = now.plus(Duration.ofHours(1));
    assertThat(calls("a", 5)).isEqualTo(3);
  }

  private long calls(String caller, int count) {
    long allowed = 0;
    for (int i = 0; i < count; i++) {
      allowed += limit.allows(caller) ? 1 : 0;
    }
    return allowed;
  }
}
