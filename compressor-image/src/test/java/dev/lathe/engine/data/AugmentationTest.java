package dev.lathe.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lathe.engine.data.Augmentation.Colour;
import dev.lathe.engine.data.Augmentation.Flip;
import dev.lathe.engine.data.Augmentation.Geometry;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Halves;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AugmentationTest {
  private static final Augmentation EVERYTHING =
      new Augmentation(new Geometry(Flip.BOTH, 0.2, 30), new Colour(0.2, 0.3), 0.3);
  private static final int SAMPLES = 200;

  @Test
  void whatIsNotAskedForIsNotDone() {
    Batch batch = pictures(Shape.of(4, 3, 5, 6));
    Augmentation nothing = new Augmentation(Geometry.none(), Colour.none(), 0);

    assertThat(nothing.apply(batch, numbers(4), 7, 3)).isEqualTo(batch);
  }

  @Test
  void aSampleChangesAlikeInAnyBatch() {
    Batch all = pictures(Shape.of(8, 3, 5, 6));
    List<Tensor> together = rows(EVERYTHING.apply(all, numbers(8), 7, 3));
    long[] order = {6, 1, 3};

    assertThat(rows(EVERYTHING.apply(only(all, order), order, 7, 3)))
        .containsExactly(together.get(6), together.get(1), together.get(3));
  }

  @Test
  void seedEpochAndNumberEachMakeADifference() {
    Batch batch = pictures(Shape.of(2, 1, 6, 6));
    Batch changed = EVERYTHING.apply(batch, numbers(2), 7, 3);

    assertThat(changed).isEqualTo(EVERYTHING.apply(batch, numbers(2), 7, 3)).isNotEqualTo(batch);
    assertThat(EVERYTHING.apply(batch, numbers(2), 8, 3)).isNotEqualTo(changed);
    assertThat(EVERYTHING.apply(batch, numbers(2), 7, 4)).isNotEqualTo(changed);
    assertThat(EVERYTHING.apply(batch, new long[] {2, 3}, 7, 3)).isNotEqualTo(changed);
  }

  /** The same pictures as [n, 3, h, w] and [n, h, w, 3] stay the same pictures. */
  @Test
  void theOrderOfAxesMakesNoDifference() {
    Batch planes = pictures(Shape.of(5, 3, 6, 7));
    Batch pixels = channelsLast(planes);

    assertThat(channelsLast(EVERYTHING.apply(planes, numbers(5), 1, 0)))
        .isEqualTo(EVERYTHING.apply(pixels, numbers(5), 1, 0));
  }

  @Test
  void picturesWithoutAnAxisOfChannelsAreGrey() {
    Batch grey = pictures(Shape.of(5, 6, 7));
    Tensor changed = input(EVERYTHING.apply(grey, numbers(5), 1, 0));

    assertThat(changed.shape()).isEqualTo(Shape.of(5, 6, 7));
    assertThat(input(EVERYTHING.apply(reshaped(grey, Shape.of(5, 1, 6, 7)), numbers(5), 1, 0)))
        .isEqualTo(changed.reshape(Shape.of(5, 1, 6, 7)));
  }

  @ParameterizedTest
  @EnumSource(names = {"HORIZONTAL", "VERTICAL"})
  void halfOfThePicturesAreMirrored(Flip flip) {
    Shape shape = Shape.of(SAMPLES, 1, 2, 2);
    float[] values = new float[SAMPLES * 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 4;
    }
    Augmentation mirror = new Augmentation(new Geometry(flip, 0, 0), Colour.none(), 0);

    List<Tensor> rows =
        rows(mirror.apply(batch(Tensor.ofFloats(shape, values)), numbers(SAMPLES), 1, 0));

    Tensor same = Tensor.ofFloats(Shape.of(1, 1, 2, 2), 0, 1, 2, 3);
    Tensor mirrored =
        flip == Flip.HORIZONTAL
            ? Tensor.ofFloats(Shape.of(1, 1, 2, 2), 1, 0, 3, 2)
            : Tensor.ofFloats(Shape.of(1, 1, 2, 2), 2, 3, 0, 1);
    assertThat(rows).containsOnly(same, mirrored);
    assertThat(rows.stream().filter(mirrored::equals).count()).isBetween(70L, 130L);
  }

  @Test
  void brightnessIsAShareOfThePicturesRange() {
    float[] values = new float[SAMPLES * 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = 10 + i % 4;
    }
    Augmentation colour = new Augmentation(Geometry.none(), new Colour(0.5, 0), 0);
    float[] changed =
        input(
                colour.apply(
                    batch(Tensor.ofFloats(Shape.of(SAMPLES, 1, 2, 2), values)),
                    numbers(SAMPLES),
                    1,
                    0))
            .toFloats();

    double most = 0;
    for (int i = 0; i < SAMPLES; i++) {
      double added = changed[4 * i] - 10;
      most = Math.max(most, Math.abs(added));
      assertThat(changed[4 * i + 3] - changed[4 * i]).isCloseTo(3f, within(1e-5f));
    }
    assertThat(most).isBetween(1.4, 1.5);
  }

  @Test
  void contrastKeepsTheMean() {
    Augmentation colour = new Augmentation(Geometry.none(), new Colour(0, 0.5), 0);
    Batch batch = pictures(Shape.of(SAMPLES, 1, 4, 4));
    List<Tensor> before = rows(batch);
    List<Tensor> after = rows(colour.apply(batch, numbers(SAMPLES), 1, 0));

    double most = 0;
    for (int i = 0; i < SAMPLES; i++) {
      assertThat(mean(after.get(i))).isCloseTo(mean(before.get(i)), within(1e-6));
      most = Math.max(most, deviation(after.get(i)) / deviation(before.get(i)));
    }
    assertThat(most).isBetween(1.45, 1.5 + 1e-6);
  }

  @Test
  void picturesInHalfPrecisionStayInIt() {
    Augmentation mirror = new Augmentation(new Geometry(Flip.BOTH, 0, 0), Colour.none(), 0);
    Batch floats = pictures(Shape.of(8, 1, 2, 2));
    Batch halves = batch(Halves.of(DType.FLOAT16, input(floats)));

    assertThat(input(mirror.apply(halves, numbers(8), 1, 0)))
        .isEqualTo(Halves.of(DType.FLOAT16, input(mirror.apply(floats, numbers(8), 1, 0))));
  }

  @Test
  void tokensAreNoPictures() {
    Tensor ids = Tensor.ofLongs(Shape.of(1, 3), 1, 2, 3);

    refuses(
        batch(ids),
        "spec.data.training.augmentation: only pictures can be changed at random, FLOAT of [n,"
            + " channels, height, width], [n, height, width, channels] or [n, height, width]; input"
            + " 'x' is INT64 of [1, 3]");
    refuses(
        batch(Tensor.ofFloats(Shape.of(1, 9, 9, 9), new float[729])), "is FLOAT of [1, 9, 9, 9]");
    refuses(batch(Tensor.ofFloats(Shape.of(1, 784), new float[784])), "is FLOAT of [1, 784]");
    refuses(
        batch(Tensor.ofBytes(DType.UINT8, Shape.of(1, 1, 2, 2), new byte[4])),
        "is UINT8 of [1, 1, 2, 2]");
  }

  @Test
  void targetsThatArePicturesAreNotLeftBehind() {
    Batch batch = pictures(Shape.of(2, 1, 4, 4));
    Batch masks =
        new Batch(batch.inputs(), Optional.empty(), Optional.of(input(batch)), batch.size());

    refuses(masks, "targets of [2, 1, 4, 4] look like pictures");
    assertThat(
            new Augmentation(Geometry.none(), new Colour(0.5, 0.5), 0.5)
                .apply(masks, numbers(2), 1, 0)
                .targets())
        .isEqualTo(masks.targets());
  }

  @Test
  void sharesAreHeldToTheirBounds() {
    assertThatThrownBy(() -> new Augmentation(Geometry.none(), Colour.none(), 1))
        .hasMessage("cutout: a share of the whole expected, found 1.0");
    assertThatThrownBy(() -> new Geometry(Flip.NONE, -0.1, 0))
        .hasMessage("shift: a share of the whole expected, found -0.1");
    assertThatThrownBy(() -> new Geometry(Flip.NONE, 0, 181))
        .hasMessage("rotate: 0 to 180 degrees expected, found 181.0");
    assertThatThrownBy(() -> new Colour(Double.NaN, 0))
        .hasMessage("brightness: a share of the whole expected, found NaN");
  }

  private static void refuses(Batch batch, String message) {
    assertThatThrownBy(() -> EVERYTHING.apply(batch, numbers(batch.size()), 1, 0))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_MANIFEST))
        .hasMessageContaining(message);
  }

  private static Batch pictures(Shape shape) {
    SplittableRandom random = new SplittableRandom(5);
    float[] values = new float[(int) shape.elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
    return batch(Tensor.ofFloats(shape, values));
  }

  private static Batch batch(Tensor x) {
    return new Batch(new LinkedHashMap<>(Map.of("x", x)), Optional.empty(), (int) x.shape().dim(0));
  }

  private static Tensor input(Batch batch) {
    return batch.inputs().firstEntry().getValue();
  }

  private static Batch reshaped(Batch batch, Shape shape) {
    return batch(input(batch).reshape(shape));
  }

  private static long[] numbers(int size) {
    return LongStream.range(0, size).toArray();
  }

  private static List<Tensor> rows(Batch batch) {
    Tensor x = input(batch);
    int each = (int) x.elementCount() / batch.size();
    float[] values = x.toFloats();
    long[] dims = x.shape().toArray();
    dims[0] = 1;
    return LongStream.range(0, batch.size())
        .mapToObj(i ->
            Tensor.ofFloats(
                Shape.of(dims), Arrays.copyOfRange(values, (int) i * each, (int) (i + 1) * each)))
        .toList();
  }

  private static Batch only(Batch batch, long... numbers) {
    List<Tensor> rows = rows(batch);
    int each = (int) rows.getFirst().elementCount();
    float[] values = new float[numbers.length * each];
    for (int i = 0; i < numbers.length; i++) {
      System.arraycopy(rows.get((int) numbers[i]).toFloats(), 0, values, i * each, each);
    }
    long[] dims = input(batch).shape().toArray();
    dims[0] = numbers.length;
    return batch(Tensor.ofFloats(Shape.of(dims), values));
  }

  private static Batch channelsLast(Batch batch) {
    Tensor x = input(batch);
    long[] dims = x.shape().toArray();
    float[] turned = new float[(int) x.elementCount()];
    int pixels = (int) (dims[2] * dims[3]);
    for (int i = 0; i < turned.length; i++) {
      int pixel = i % pixels;
      int channel = i / pixels % (int) dims[1];
      int sample = i / pixels / (int) dims[1];
      turned[(sample * pixels + pixel) * (int) dims[1] + channel] = x.floatAt(i);
    }
    return batch(Tensor.ofFloats(Shape.of(dims[0], dims[2], dims[3], dims[1]), turned));
  }

  private static double mean(Tensor tensor) {
    double sum = 0;
    for (float value : tensor.toFloats()) {
      sum += value;
    }
    return sum / tensor.elementCount();
  }

  private static double deviation(Tensor tensor) {
    double mean = mean(tensor);
    double sum = 0;
    for (float value : tensor.toFloats()) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / tensor.elementCount());
  }
}
