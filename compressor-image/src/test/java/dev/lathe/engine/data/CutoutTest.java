package dev.lathe.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CutoutTest {
  private static final Frame FRAME =
      Frame.of("x", Tensor.ofFloats(Shape.of(1, 3, 8, 12), new float[3 * 8 * 12]));

  @Test
  void aSquareInsideIsBlankInEveryChannel() {
    float[] values = ones();

    new Cutout(4, 2, 3).apply(values, FRAME);

    assertThat(zeros(values)).isEqualTo(3 * 16);
    assertThat(values[FRAME.at(2, 3, 2)]).isZero();
    assertThat(values[FRAME.at(2, 6, 5)]).isZero();
    assertThat(values[FRAME.at(2, 7, 5)]).isEqualTo(1);
    assertThat(values[FRAME.at(2, 6, 6)]).isEqualTo(1);
  }

  @Test
  void aSquareAcrossTheCornerIsCutOff() {
    float[] values = ones();

    new Cutout(4, -2, 6).apply(values, FRAME);

    assertThat(zeros(values)).isEqualTo(3 * 2 * 2);
  }

  /** The side is half of the shorter one, 4; middles anywhere leave between 2 x 2 and 4 x 4. */
  @Test
  void theSideIsAShareOfTheShorterOne() {
    int least = Integer.MAX_VALUE;
    int most = 0;
    for (int number = 0; number < 500; number++) {
      float[] values = ones();
      Cutout.drawn(0.5, FRAME, new Draws(1, 0, number)).apply(values, FRAME);
      least = Math.min(least, zeros(values));
      most = Math.max(most, zeros(values));
    }

    assertThat(least).isEqualTo(3 * 2 * 2);
    assertThat(most).isEqualTo(3 * 4 * 4);
  }

  private static float[] ones() {
    float[] values = new float[3 * 8 * 12];
    Arrays.fill(values, 1);
    return values;
  }

  private static int zeros(float[] values) {
    int zeros = 0;
    for (float value : values) {
      zeros += value == 0 ? 1 : 0;
    }
    return zeros;
  }
}
