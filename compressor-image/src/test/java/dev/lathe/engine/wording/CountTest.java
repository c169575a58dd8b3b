package dev.lathe.engine.wording;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountTest {
  @Test
  void oneIsTheOnlyNumberOfOneThing() {
    assertThat(Count.of(0, "layer")).isEqualTo("0 layers");
    assertThat(Count.of(1, "layer")).isEqualTo("1 layer");
    assertThat(Count.of(21, "layer")).isEqualTo("21 layers");
  }

  @Test
  void verbsGoWithTheNumber() {
    assertThat(Count.form(1, "was", "were")).isEqualTo("was");
    assertThat(Count.form(2, "was", "were")).isEqualTo("were");
  }
}
