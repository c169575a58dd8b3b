package dev.lathe.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lathe.engine.data.DataSpec.Channels;
import dev.lathe.engine.data.DataSpec.Layout;
import dev.lathe.engine.data.DataSpec.Resize;
import dev.lathe.engine.data.DataSpec.Sizing;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class DataSpecTest {
  @Test
  void pixelsBecomeUnitNumbersUnlessToldOtherwise() {
    assertThat(Normalization.toUnit().table(0)).startsWith(0f).endsWith(1f);
  }

  @Test
  void eachChannelHasItsOwnMeanAndDeviation() {
    Normalization normalization =
        new Normalization(1, List.of(0.0, 1.0, 2.0), List.of(1.0, 2.0, 4.0));

    assertThat(normalization.table(2)[10]).isEqualTo(2f);
    assertThat(normalization.table(1)[10]).isEqualTo(4.5f);
  }

  @Test
  void greyPicturesHaveOneMean() {
    Normalization three = new Normalization(1, List.of(0.0, 0.0, 0.0), List.of(1.0));
    Normalization two = new Normalization(1, List.of(0.0), List.of(1.0, 1.0));

    refuses(() -> images(Channels.GRAY, three), "mean: one number expected, found [0.0, 0.0, 0.0]");
    refuses(() -> images(Channels.BGR, two), "std: one number or 3 expected, found [1.0, 1.0]");
    refuses(
        () -> new DataSpec.Idx("x", "images", Optional.empty(), three),
        "mean: one number expected, found [0.0, 0.0, 0.0]");
    assertThat(images(Channels.RGB, three).channels()).isEqualTo(Channels.RGB);
  }

  @Test
  void whatDividesIsMoreThanZero() {
    refuses(
        () -> new Normalization(1, List.of(0.0), List.of(0.0)),
        "std: more than 0 expected, found [0.0]");
    refuses(
        () -> new Normalization(Double.NaN, List.of(0.0), List.of(1.0)),
        "scale: more than 0 expected, found NaN");
  }

  @Test
  void sizesAndCountsStartAtOne() {
    refuses(
        () -> new Sizing(0, 48, Resize.FIT),
        "width and height: at least 1 pixel expected, found 0 x 48");
    refuses(
        () -> new DataSpec.Text("text", Optional.empty(), 0),
        "maxLength: at least 1 token expected, found 0");
    refuses(
        () -> new DataOptions(OptionalLong.of(0), OptionalLong.empty()),
        "maxSamples: at least 1 expected, found 0");
    refuses(
        () -> new DataSpec.Npz(List.of(), Optional.empty()),
        "inputs: at least one expected, found none");
  }

  private static DataSpec.Images images(Channels channels, Normalization normalization) {
    return new DataSpec.Images(
        "x", new Sizing(1, 1, Resize.FIT), channels, Layout.NCHW, normalization);
  }

  private static void refuses(ThrowingCallable made, String message) {
    assertThatIllegalArgumentException().isThrownBy(made).withMessage(message);
  }
}
