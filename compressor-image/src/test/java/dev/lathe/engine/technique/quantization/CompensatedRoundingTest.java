package dev.lathe.engine.technique.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompensatedRoundingTest {
  private static final int LIMIT = 127;

  /**
   * Both inputs are always equal, so only the sum of their weights counts: 0.4 + 0.4. Rounding each
   * to a whole number gives 0; here the second makes up for the first and gives 1. The damping of a
   * hundredth changes nothing: the second asks for 0.4 + 0.4 / 1.01.
   */
  @Test
  void equalInputsShareTheirError() {
    QuantizedWeights weights =
        CompensatedRounding.round(
                new float[] {0.4f, 0.4f}, new double[] {1, 1, 1, 1}, new float[] {1}, LIMIT)
            .orElseThrow()
            .weights();

    assertThat(weights.values().toBytes()).containsExactly(0, 1);
  }

  @Test
  void inputsThatHaveNothingInCommonAreRoundedToTheNearest() {
    float[] weights = gaussian(new Random(3), 6 * 4);
    double[] gram = new double[36];
    for (int i = 0; i < 6; i++) {
      gram[i * 7] = i + 1;
    }
    QuantizedWeights nearest =
        QuantizedWeights.of("w", Tensor.ofFloats(Shape.of(6, 4), weights), 1, LIMIT);

    QuantizedWeights compensated =
        CompensatedRounding.round(weights, gram, nearest.scales().toFloats(), LIMIT)
            .orElseThrow()
            .weights();

    assertThat(compensated.values()).isEqualTo(nearest.values());
    assertThat(compensated.axis()).isEqualTo(nearest.axis());
    assertThat(compensated.sqnrDecibels()).isCloseTo(nearest.sqnrDecibels(), within(1e-6));
  }

  @Test
  void theOutputErrorIsWhatTheDataSaysItIsAndLessThanThatOfNearest() {
    Random random = new Random(4);
    int inputs = 24;
    int outputs = 5;
    double[] gram = correlated(random, inputs, 200);
    float[] weights = gaussian(random, inputs * outputs);
    QuantizedWeights nearest =
        QuantizedWeights.of("w", Tensor.ofFloats(Shape.of(inputs, outputs), weights), 1, 15);

    CompensatedRounding.Rounded rounded =
        CompensatedRounding.round(weights, gram, nearest.scales().toFloats(), 15).orElseThrow();

    float[] compensated = rounded.weights().dequantized();
    assertThat(outputError(weights, compensated, gram, outputs))
        .isLessThan(0.5 * outputError(weights, nearest.dequantized(), gram, outputs));
    assertThat(rounded.outputError())
        .isCloseTo(
            outputError(weights, compensated, damped(gram, inputs), outputs),
            within(1e-4 * rounded.outputError()));
  }

  @Test
  void anInputThatIsAlwaysZeroDoesNoHarm() {
    double[] gram = {2, 0, 0, 0};

    QuantizedWeights weights =
        CompensatedRounding.round(new float[] {0.6f, 0.6f}, gram, new float[] {1}, LIMIT)
            .orElseThrow()
            .weights();

    assertThat(weights.values().toBytes()).containsExactly(1, 1);
  }

  @Test
  void dataThatIsAllZeroOrNoNumberGivesNothing() {
    assertThat(CompensatedRounding.round(new float[] {1}, new double[] {0}, new float[] {1}, LIMIT))
        .isEmpty();
    assertThat(
            CompensatedRounding.round(
                new float[] {1}, new double[] {Double.NaN}, new float[] {1}, LIMIT))
        .isEmpty();
  }

  /** Mᵀ M has to give back the matrix; sizes that are and are not multiples of the unrolling. */
  @Test
  void aFactorTimesItselfIsTheMatrix() {
    for (int n : new int[] {1, 3, 4, 9, 17}) {
      double[] gram = correlated(new Random(n), n, 50);
      double[] m = TriangularFactor.inPlace(gram.clone(), n).orElseThrow();
      for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
          double product = 0;
          for (int k = i; k < n; k++) {
            product += m[k * n + i] * m[k * n + j];
          }
          assertThat(product).isCloseTo(gram[i * n + j], within(1e-9 * gram[0]));
        }
      }
    }
  }

  @Test
  void anIndefiniteMatrixHasNoFactor() {
    assertThat(TriangularFactor.inPlace(new double[] {1, 2, 2, 1}, 2)).isEmpty();
  }

  private static double outputError(float[] weights, float[] rounded, double[] gram, int outputs) {
    int inputs = weights.length / outputs;
    double sum = 0;
    for (int output = 0; output < outputs; output++) {
      for (int i = 0; i < inputs; i++) {
        for (int j = 0; j < inputs; j++) {
          double left = (double) weights[i * outputs + output] - rounded[i * outputs + output];
          double right = (double) weights[j * outputs + output] - rounded[j * outputs + output];
          sum += left * gram[i * inputs + j] * right;
        }
      }
    }
    return sum;
  }

  private static double[] damped(double[] gram, int inputs) {
    double trace = 0;
    for (int i = 0; i < inputs; i++) {
      trace += gram[i * (inputs + 1)];
    }
    double[] damped = gram.clone();
    for (int i = 0; i < inputs; i++) {
      damped[i * (inputs + 1)] += 0.01 * trace / inputs;
    }
    return damped;
  }

  /** The Gram matrix of vectors that mix a few hidden causes. */
  private static double[] correlated(Random random, int width, int samples) {
    float[] mixing = gaussian(random, 4 * width);
    double[] gram = new double[width * width];
    for (int sample = 0; sample < samples; sample++) {
      float[] x = gaussian(random, width);
      for (int i = 0; i < width; i++) {
        x[i] *= 0.3f;
      }
      for (int cause = 0; cause < 4; cause++) {
        double strength = random.nextGaussian();
        for (int i = 0; i < width; i++) {
          x[i] += (float) strength * mixing[cause * width + i];
        }
      }
      for (int i = 0; i < width; i++) {
        for (int j = 0; j < width; j++) {
          gram[i * width + j] += (double) x[i] * x[j];
        }
      }
    }
    return gram;
  }

  private static float[] gaussian(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
