package dev.lathe.engine.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class F1ScoreTest {
  private static final int[] ALL = {0, 1, 2, 3, 4, 5};

  @Test
  void ofTwoClassesTheFirstIsThePositiveOne() {
    F1Score score = new F1Score(2, new int[] {1, 1, 1, 0, 0, 0}, new int[] {1, 1, 0, 1, 0, 0});

    // precision 2/3, recall 2/3
    assertThat(score.of(ALL)).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(score.of(new int[] {3, 4, 5})).isZero();
  }

  @Test
  void ofMoreClassesItIsTheMeanOfThoseThatOccur() {
    F1Score score = new F1Score(9, new int[] {0, 0, 1, 1, 2, 2}, new int[] {0, 0, 1, 2, 2, 3});

    // class 0: 1; class 1: 2/3; class 2: 1/2; class 3, only predicted: 0
    assertThat(score.of(ALL)).isCloseTo((1 + 2 / 3.0 + 0.5 + 0) / 4, within(1e-12));
    assertThat(score.of(new int[] {0, 1})).isEqualTo(1);
  }
}
