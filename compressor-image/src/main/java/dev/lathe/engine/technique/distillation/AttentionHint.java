package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.train.loss.Formula;
import java.util.Optional;

/**
 * How far the places a layer of the student looks at are from those a layer of the teacher looks
 * at: of each the squares are summed over the channels, and what comes of it is divided by its
 * length.
 *
 * <p>Source: Zagoruyko and Komodakis, "Paying More Attention to Attention", ICLR 2017, section 3.1,
 * equation 2 (arXiv:1612.03928). Departs in one point: the distance is squared, as in the authors'
 * own program, since the length itself has no gradient where the two agree.
 *
 * @param teacher what the teacher says, of the same extents but for the channels
 */
record AttentionHint(Inner student, Inner teacher) {

  /**
   * Writes the loss.
   *
   * @param mask [n, positions] of a value [n, positions, channels]
   */
  String write(Formula formula, Optional<String> mask) {
    String own = attention(formula, formula.real(student.name(), student.type()), mask);
    String target = attention(formula, teacher.name(), mask);
    String difference = formula.subtract(own, target);
    String distance = formula.reduce("ReduceSum", formula.multiply(difference, difference), -1);
    return formula.scale(formula.mean(distance), 0.5);
  }

  private String attention(Formula formula, String x, Optional<String> mask) {
    String squares = formula.reduce("ReduceSum", formula.multiply(x, x), student.channelAxis());
    String counted =
        mask.isPresent() && student.rank() == 3 ? formula.multiply(squares, mask.get()) : squares;
    return formula.unit(formula.reshape(counted, 0, -1));
  }
}
