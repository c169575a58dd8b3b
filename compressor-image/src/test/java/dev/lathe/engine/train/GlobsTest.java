package dev.lathe.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GlobsTest {
  @Test
  void anAsteriskIsAnyTextAndAQuestionMarkOneCharacter() {
    assertThat(Globs.matches("layer.*.w?", "layer.0.w1")).isTrue();
    assertThat(Globs.matches("layer.*", "layer.")).isTrue();
    assertThat(Globs.matches("w?", "w\uD83D\uDE00")).isTrue();
    assertThat(Globs.matches("w?", "w")).isFalse();
    assertThat(Globs.matches("layer.0", "layer_0")).isFalse();
    assertThat(Globs.matches("w", "w1")).isFalse();
  }

  @Test
  void aPatternInVainIsToldWithSomeOfTheNames() {
    List<String> names = List.of("a", "b", "c", "d", "e", "f", "g");

    assertThat(Globs.unmatched(List.of("a", "x*"), names, "weight"))
        .containsExactly("no weight is called 'x*': there are 'a', 'b', 'c', 'd', 'e' and 2 more");
    assertThat(Globs.unmatched(List.of("x*"), List.of(), "weight"))
        .containsExactly("no weight is called 'x*'");
  }
}
