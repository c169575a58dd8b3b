package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.loss.Formula;
import java.util.Optional;
import java.util.Random;

/**
 * How far what a layer of the student says, after a learnt linear map of its channels, is from what
 * a layer of the teacher says.
 *
 * <p>Source: Romero et al., "FitNets: Hints for Thin Deep Nets", ICLR 2015, section 2.2
 * (arXiv:1412.6550), with a 1 × 1 convolution for the regressor. Departs in three points: it is
 * brought down together with the rest and in no stage of its own; the squared distance is divided
 * by the teacher's square, so that its weight means the same for all layers; where the channels are
 * as many, the map starts as the identity.
 *
 * @param student its type FLOAT by then
 * @param teacher what the teacher says, of the same extents but for the channels
 */
record ProjectionHint(Inner student, Inner teacher) {
  private static final long SEED = 20150103;

  /**
   * A loss.
   *
   * @param parameter the map, which is trained too
   */
  record Written(String loss, String parameter) {}

  /**
   * Writes the loss.
   *
   * @param mask [n, positions] of a value [n, positions, channels]
   */
  Written write(Formula formula, Optional<String> mask) {
    long in = student.channels().orElseThrow();
    long out = teacher.channels().orElseThrow();
    boolean picture = student.rank() >= 4;
    String map = formula.parameter("distill/projection", map(in, out, picture));
    String x = formula.real(student.name(), student.type());
    String mapped = picture ? formula.op("Conv", x, map) : formula.op("MatMul", x, map);
    String difference = formula.subtract(mapped, teacher.name());
    String loss =
        formula.divide(
            squares(formula, difference, mask),
            formula.op("Max", squares(formula, teacher.name(), mask), formula.number(1e-12)));
    return new Written(formula.scale(loss, 0.5), map);
  }

  private String squares(Formula formula, String x, Optional<String> mask) {
    String squares = formula.multiply(x, x);
    if (mask.isEmpty() || student.rank() != 3) {
      return formula.mean(squares);
    }
    return formula.weightedMean(formula.reduce("ReduceMean", squares, -1), mask.get());
  }

  /** A map of as many channels starts as the identity, others as noise that keeps lengths. */
  private Tensor map(long in, long out, boolean picture) {
    float[] values = new float[Math.toIntExact(in * out)];
    Random random = new Random(SEED);
    for (int i = 0; i < in; i++) {
      for (int o = 0; o < out; o++) {
        double value =
            in == out ? (i == o ? 1 : 0) : random.nextGaussian() / Math.sqrt((double) in);
        values[(int) (picture ? o * in + i : i * out + o)] = (float) value;
      }
    }
    long[] kernel = new long[student.rank()];
    java.util.Arrays.fill(kernel, 1);
    kernel[0] = out;
    if (picture) {
      kernel[1] = in;
    }
    return Tensor.ofFloats(picture ? Shape.of(kernel) : Shape.of(in, out), values);
  }
}
