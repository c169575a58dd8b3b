package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Rounds the weights of a matrix product one input after the other, each time letting the inputs
 * that follow make up for the error so far, so that the output on the data stays as it was.
 *
 * <p>Source: Frantar et al., "GPTQ: Accurate Post-Training Quantization for Generative Pre-trained
 * Transformers", ICLR 2023, section 3.3 (arXiv:2210.17323). Departs in its form: that is the same
 * as Babai's nearest plane (Chen et al., "The Geometry of LLM Quantization", arXiv:2507.18553), so
 * that one triangular factor of the Gram matrix is enough and no inverse is needed. Inputs go by
 * falling energy, as its authors later did ("act-order"). Damping is theirs: a hundredth of the
 * mean energy is added to the diagonal; ten times as much on each failure to factor.
 */
final class CompensatedRounding {
  private static final double DAMPING = 0.01;
  private static final int ATTEMPTS = 4;

  private final int inputs;
  private final int outputs;
  private final int[] order;
  private final double[] factor;

  private CompensatedRounding(int inputs, int outputs, int[] order, double[] factor) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.order = order;
    this.factor = factor;
  }

  /**
   * What came out.
   *
   * @param outputError sum over data and outputs of the squared error of the output, in the unit of
   *     the Gram matrix; damping counts as data
   */
  record Rounded(QuantizedWeights weights, double outputError) {}

  /**
   * Rounds weights.
   *
   * @param weights [inputs, outputs], finite, row-major
   * @param gram [inputs, inputs], the sum of x xᵀ over the data, or any positive multiple of it
   * @param scales step of each output, or a single one for all
   * @param limit the largest integer, and the negative of the smallest
   * @return integers as [inputs, outputs]; empty if the matrix cannot be factored even when damped
   */
  static Optional<Rounded> round(float[] weights, double[] gram, float[] scales, int limit) {
    int inputs = (int) Math.round(Math.sqrt(gram.length));
    int[] order = byFallingEnergy(gram, inputs);
    return factor(gram, inputs, order)
        .map(factor ->
            new CompensatedRounding(inputs, weights.length / inputs, order, factor)
                .round(weights, scales, limit));
  }

  private Rounded round(float[] weights, float[] scales, int limit) {
    double[] errors = new double[weights.length];
    double[] owed = new double[outputs];
    byte[] integers = new byte[weights.length];
    double power = 0;
    double error = 0;
    double outputError = 0;
    for (int step = 0; step < inputs; step++) {
      owedAt(step, errors, owed);
      double pivot = factor[step * inputs + step];
      double energy = pivot * pivot;
      for (int output = 0; output < outputs; output++) {
        int at = order[step] * outputs + output;
        double scale = scales[scales.length == 1 ? 0 : output];
        int integer =
            Math.clamp((int) Math.rint((weights[at] + owed[output]) / scale), -limit, limit);
        integers[at] = (byte) integer;
        double difference = weights[at] - integer * scale;
        errors[step * outputs + output] = difference;
        power += (double) weights[at] * weights[at];
        error += difference * difference;
        outputError += energy * (difference + owed[output]) * (difference + owed[output]);
      }
    }
    Shape scaleShape = scales.length == 1 ? Shape.scalar() : Shape.of(outputs);
    return new Rounded(
        new QuantizedWeights(
            Tensor.ofBytes(DType.INT8, Shape.of(inputs, outputs), integers),
            Tensor.ofFloats(scaleShape, scales),
            scales.length == 1 ? -1 : 1,
            10 * Math.log10(power / error)),
        outputError);
  }

  /**
   * What the errors of the steps before ask of this one: Σ M[step, before] · error / M[step, step].
   */
  private void owedAt(int step, double[] errors, double[] owed) {
    Arrays.fill(owed, 0);
    int row = step * inputs;
    double pivot = 1 / factor[row + step];
    int before = 0;
    for (; before + 3 < step; before += 4) {
      double c0 = factor[row + before] * pivot;
      double c1 = factor[row + before + 1] * pivot;
      double c2 = factor[row + before + 2] * pivot;
      double c3 = factor[row + before + 3] * pivot;
      int e0 = before * outputs;
      int e1 = e0 + outputs;
      int e2 = e1 + outputs;
      int e3 = e2 + outputs;
      for (int i = 0; i < outputs; i++) {
        owed[i] +=
            c0 * errors[e0 + i] + c1 * errors[e1 + i] + c2 * errors[e2 + i] + c3 * errors[e3 + i];
      }
    }
    for (; before < step; before++) {
      double c = factor[row + before] * pivot;
      int e = before * outputs;
      for (int i = 0; i < outputs; i++) {
        owed[i] += c * errors[e + i];
      }
    }
  }

  private static int[] byFallingEnergy(double[] gram, int inputs) {
    return IntStream.range(0, inputs)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(i -> -gram[i * inputs + i])
                .thenComparingInt(i -> i))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static Optional<double[]> factor(double[] gram, int inputs, int[] order) {
    double mean = 0;
    for (int i = 0; i < inputs; i++) {
      mean += gram[i * inputs + i] / inputs;
    }
    if (!(mean > 0 && mean < Double.POSITIVE_INFINITY)) {
      return Optional.empty();
    }
    double damping = DAMPING * mean;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++, damping *= 10) {
      double[] permuted = new double[gram.length];
      for (int i = 0; i < inputs; i++) {
        for (int j = 0; j <= i; j++) {
          permuted[i * inputs + j] = gram[order[i] * inputs + order[j]];
        }
        permuted[i * inputs + i] += damping;
      }
      Optional<double[]> factor = TriangularFactor.inPlace(permuted, inputs);
      if (factor.isPresent()) {
        return factor;
      }
    }
    return Optional.empty();
  }
}
