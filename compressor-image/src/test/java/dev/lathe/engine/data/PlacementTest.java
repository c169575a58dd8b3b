package dev.lathe.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.data.Augmentation.Flip;
import dev.lathe.engine.data.Augmentation.Geometry;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.HashSet;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {
  /** Rounding of sines and cosines, times values below 10. */
  private static final Offset<Float> EXACT = Offset.offset(1e-5f);

  private static final float[] SQUARE = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  private static final float[] WIDE = {1, 2, 3, 4, 5, 6, 7, 8};

  @ParameterizedTest
  @CsvSource({"true, false", "false, true", "true, true"})
  void mirroredTwiceIsWhatItWas(boolean mirrored, boolean upsideDown) {
    Placement placement = new Placement(mirrored, upsideDown, 0, 0, 0);
    float[] once = placed(placement, SQUARE, 3, 3);

    assertThat(once).isNotEqualTo(SQUARE);
    assertThat(placed(placement, once, 3, 3)).isEqualTo(SQUARE);
  }

  @Test
  void aQuarterTurnIsCounterClockwise() {
    assertThat(placed(new Placement(false, false, 90, 0, 0), SQUARE, 3, 3))
        .containsExactly(new float[] {3, 6, 9, 2, 5, 8, 1, 4, 7}, EXACT);
    assertThat(placed(new Placement(false, false, -90, 0, 0), SQUARE, 3, 3))
        .containsExactly(new float[] {7, 4, 1, 8, 5, 2, 9, 6, 3}, EXACT);
  }

  @Test
  void aHalfTurnIsBothMirrors() {
    assertThat(placed(new Placement(false, false, 180, 0, 0), WIDE, 2, 4))
        .containsExactly(placed(new Placement(true, true, 0, 0, 0), WIDE, 2, 4), EXACT);
  }

  /**
   * Turned by 45 degrees, the middle of the right side comes from √2/2 = .7071 right of and below
   * the middle: .2929² · 5 + .2929 · .7071 · (6 + 8) + .7071² · 9 = 7.8284.
   */
  @Test
  void betweenPixelsIsTheMeanOfFour() {
    assertThat(placed(new Placement(false, false, 45, 0, 0), SQUARE, 3, 3)[5])
        .isCloseTo(7.8284f, Offset.offset(1e-4f));
  }

  @Test
  void whatIsUncoveredShowsTheBorder() {
    assertThat(placed(new Placement(false, false, 0, 1, 0), WIDE, 2, 4))
        .containsExactly(1, 1, 2, 3, 5, 5, 6, 7);
    assertThat(placed(new Placement(false, false, 0, -2, 1), WIDE, 2, 4))
        .containsExactly(3, 4, 4, 4, 3, 4, 4, 4);
  }

  @Test
  void shiftsAreWholePixelsWithinTheirShare() {
    Set<Integer> right = new HashSet<>();
    Set<Integer> down = new HashSet<>();
    Frame frame = frame(4, 20);
    for (int number = 0; number < 500; number++) {
      Placement drawn =
          Placement.drawn(new Geometry(Flip.NONE, 0.1, 0), frame, new Draws(1, 0, number));
      right.add(drawn.right());
      down.add(drawn.down());
    }

    assertThat(right).containsExactlyInAnyOrder(-2, -1, 0, 1, 2);
    assertThat(down).containsExactly(0);
  }

  @Test
  void anglesFillTheirRange() {
    double least = 0;
    double most = 0;
    for (int number = 0; number < 500; number++) {
      double degrees =
          Placement.drawn(new Geometry(Flip.NONE, 0, 30), frame(4, 4), new Draws(1, 0, number))
              .degrees();
      least = Math.min(least, degrees);
      most = Math.max(most, degrees);
    }

    assertThat(least).isBetween(-30.0, -29.0);
    assertThat(most).isBetween(29.0, 30.0);
  }

  @Test
  void otherPicturesOfTheBatchStayAsTheyAre() {
    float[] two = {1, 2, 3, 4};
    Frame first = Frame.of("x", Tensor.ofFloats(Shape.of(2, 1, 1, 2), two));

    new Placement(true, false, 0, 0, 0).apply(two, first.of(1));

    assertThat(two).containsExactly(1, 2, 4, 3);
  }

  private static float[] placed(Placement placement, float[] picture, int height, int width) {
    float[] values = picture.clone();
    placement.apply(values, frame(height, width));
    return values;
  }

  private static Frame frame(int height, int width) {
    return Frame.of("x", Tensor.ofFloats(Shape.of(1, height, width), new float[height * width]));
  }
}
