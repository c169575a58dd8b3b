package dev.lathe.engine.recipe.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {
  private static final List<String> WORDS = List.of("weights", "activations", "mode");

  @Test
  void aSwapOfNeighboursIsOneEdit() {
    assertThat(Spelling.distance("weigths", "weights")).isEqualTo(1);
    assertThat(Spelling.distance("abc", "abc")).isZero();
    assertThat(Spelling.distance("", "abc")).isEqualTo(3);
    assertThat(Spelling.distance("kitten", "sitting")).isEqualTo(3);
  }

  @Test
  void theNearestWordIsGuessedWhateverItsCase() {
    assertThat(Spelling.nearest("Weights", WORDS)).contains("weights");
    assertThat(Spelling.nearest("activation", WORDS)).contains("activations");
  }

  @Test
  void nothingIsGuessedForAWordThatIsLikeNone() {
    assertThat(Spelling.nearest("resources", WORDS)).isEmpty();
    assertThat(Spelling.hint("resources", WORDS)).isEmpty();
  }
}
