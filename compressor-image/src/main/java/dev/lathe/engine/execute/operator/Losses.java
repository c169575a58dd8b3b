package dev.lathe.engine.execute.operator;

import static dev.lathe.engine.execute.emit.Operator.in;
import static dev.lathe.engine.execute.emit.Operator.op;

import dev.lathe.engine.execute.emit.Operator;
import java.util.List;

/** Operators that say how far a prediction is off. */
final class Losses {
  private static final String INPUTS =
      "({0}, {1}, {2?}, {ignore_index=-100}, {reduction=\"mean\"})";

  static final List<Operator> ROWS =
      List.of(
          in("dev.lathe", "CtcLoss", 1, 1, "losses.ctc({0}, {1}, {blank=0})"),
          op("NegativeLogLikelihoodLoss", 12, "losses.likelihood" + INPUTS),
          op("SoftmaxCrossEntropyLoss", 12, 2, "losses.cross_entropy" + INPUTS));

  private Losses() {}
}
