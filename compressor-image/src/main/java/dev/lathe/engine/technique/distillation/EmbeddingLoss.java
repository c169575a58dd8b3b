package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.train.Measure;
import dev.lathe.engine.train.loss.Formula;
import java.util.List;
import java.util.Optional;

/**
 * How far embeddings are from the teachers': one minus the cosine of the two vectors of a sample,
 * and half the squared difference of the cosines between each two samples of the batch.
 *
 * <p>Source of the second part: Park et al., "Relational Knowledge Distillation", CVPR 2019 (RKD,
 * arXiv:1904.05068). Departs in what is compared: cosines, which embeddings are searched by, in the
 * place of distances and angles, and their squared differences in the place of Huber's. Several
 * teachers count as the mean of their unit vectors.
 *
 * @param student [n, width]; or, without relations between samples, [n, positions, width]
 * @param teachers of the same shape
 * @param weights of positions, [n, positions]
 */
record EmbeddingLoss(String student, List<String> teachers, Optional<String> weights) {
  private static final double RELATIONAL_WEIGHT = 0.5;

  /** A loss and the mean cosine in it. */
  record Written(String loss, Measure cosine) {}

  /**
   * Writes the loss.
   *
   * @param relational whether embeddings are one vector a sample
   */
  Written write(Formula formula, boolean relational) {
    String own = formula.unit(student);
    String target =
        formula.unit(Terms.mean(formula, teachers.stream().map(formula::unit).toList()));
    String each = formula.reduce("ReduceSum", formula.multiply(own, target), -1);
    String cosine =
        weights.isPresent() ? formula.weightedMean(each, weights.get()) : formula.mean(each);
    String loss = formula.subtract(formula.number(1), cosine);
    if (relational) {
      String difference =
          formula.subtract(similarities(formula, own), similarities(formula, target));
      String relations = formula.mean(formula.multiply(difference, difference));
      loss = formula.add(loss, formula.scale(relations, RELATIONAL_WEIGHT));
    }
    return new Written(loss, new Measure("cosine", formula.output("distill/cosine", cosine), true));
  }

  private static String similarities(Formula formula, String unit) {
    return formula.op("MatMul", unit, formula.transpose(unit, 1, 0));
  }
}
