package dev.lathe.engine.technique.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lathe.engine.tensor.DType;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangeTest {
  @Test
  void anAsymmetricRangeMapsZeroToAnInteger() {
    // [-1, 3]: a step is 4/255, zero lies 63.75 steps above the lower end
    assertThat(new Range(-1, 3).toUint8()).isEqualTo(new Range.Affine(DType.UINT8, 4f / 255, 64));
  }

  @Test
  void aRangeAlwaysHoldsZero() {
    assertThat(new Range(2, 6)).isEqualTo(new Range(0, 6));
    assertThat(new Range(-3, -1).toUint8().zeroPoint()).isEqualTo(255);
  }

  @Test
  void aSymmetricRangeKeepsZeroAtZero() {
    assertThat(new Range(-1, 2.54f).toInt8()).isEqualTo(new Range.Affine(DType.INT8, 0.02f, 0));
  }

  @Test
  void anEmptyRangeGivesAUsableScale() {
    assertThat(new Range(0, 0).toUint8().scale()).isEqualTo(1);
  }

  private static float[] normal(Random random, int count, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  @Test
  void percentileCutsOffOutliers() {
    RangeObserver observer = RangeObserver.of(Calibration.percentile(99.9));
    Random random = new Random(1);
    observer.observe(normal(random, 50_000, 0.01));
    observer.observe(normal(random, 50_000, 1));
    observer.observe(new float[] {1_000});

    Range range = observer.range();

    // half of the values are standard normal: .05 % of all in each tail is the .1 % tail of those,
    // which begins at 3.09; a bin is 1024 / 2048 = .5 wide after the outlier
    assertThat(range.max()).isCloseTo(3.09f, within(0.6f));
    assertThat(range.min()).isCloseTo(-3.09f, within(0.6f));
  }

  @Test
  void everyValueIsInTheRangeOfTheHundredthPercentile() {
    RangeObserver observer = RangeObserver.of(Calibration.percentile(100));
    observer.observe(new float[] {-0.25f, 3, 0.5f});

    assertThat(observer.range()).isEqualTo(new Range(-0.25f, 3));
  }

  @Test
  void whatIsSeenInBatchesIsSeenAllTheSame() {
    float[] values = normal(new Random(2), 10_000, 1);
    RangeObserver whole = RangeObserver.of(Calibration.percentile(99));
    RangeObserver parts = RangeObserver.of(Calibration.percentile(99));
    whole.observe(values);
    for (int i = 0; i < values.length; i += 100) {
      parts.observe(Arrays.copyOfRange(values, i, i + 100));
    }

    // reaches differ by where they began to double: a bin or two
    assertThat(parts.range().max()).isCloseTo(whole.range().max(), within(0.01f));
  }

  @Test
  void entropyCutsALongThinTailAndKeepsAFlatRange() {
    RangeObserver tail = RangeObserver.of(Calibration.entropy());
    Random random = new Random(3);
    tail.observe(normal(random, 100_000, 1));
    tail.observe(new float[] {60, -60});
    RangeObserver flat = RangeObserver.of(Calibration.entropy());
    float[] uniform = new float[100_000];
    for (int i = 0; i < uniform.length; i++) {
      uniform[i] = random.nextFloat() * 2 - 1;
    }
    flat.observe(uniform);

    assertThat(tail.range().max()).isBetween(3f, 20f);
    assertThat(flat.range().max()).isCloseTo(1, within(0.1f));
  }

  /** Rectifiers put out zeros for the most part, and integers hold zero without an error. */
  @Test
  void entropyDoesNotCutARangeBecauseOfZeros() {
    float[] rectified = normal(new Random(4), 100_000, 1);
    for (int i = 0; i < rectified.length; i++) {
      rectified[i] = Math.abs(rectified[i]);
    }
    RangeObserver without = RangeObserver.of(Calibration.entropy());
    without.observe(rectified);
    RangeObserver with = RangeObserver.of(Calibration.entropy());
    with.observe(rectified);
    with.observe(new float[1_000_000]);

    assertThat(with.range()).isEqualTo(without.range());
  }

  @Test
  void zerosAloneAreARangeToo() {
    for (Calibration calibration :
        new Calibration[] {
          Calibration.MIN_MAX, Calibration.percentile(99.9), Calibration.entropy()
        }) {
      RangeObserver observer = RangeObserver.of(calibration);
      observer.observe(new float[10]);

      assertThat(observer.range()).isEqualTo(new Range(0, 0));
    }
  }
}
