package dev.lathe.engine.execute.operator;

import static dev.lathe.engine.execute.emit.Operator.op;

import dev.lathe.engine.execute.emit.Operator;
import java.util.List;

/** Operators that bring axes down to one element, or pick some along an axis. */
final class Reductions {
  private static final String OVER = "({0}, {ints 1 axes}, {keepdims=1}, {noop_with_empty_axes=0})";

  static final List<Operator> ROWS =
      List.of(
          op("ArgMax", "reduction.argmax({0}, {axis=0}, {keepdims=1}, {select_last_index=0})"),
          op("ArgMin", "reduction.argmin({0}, {axis=0}, {keepdims=1}, {select_last_index=0})"),
          op("ReduceL1", "reduction.l1" + OVER),
          op("ReduceL2", "reduction.l2" + OVER),
          op("ReduceLogSum", "reduction.log_sum" + OVER),
          op("ReduceLogSumExp", "reduction.log_sum_exp" + OVER),
          op("ReduceMax", "reduction.max" + OVER),
          op("ReduceMean", "reduction.mean" + OVER),
          op("ReduceMin", "reduction.min" + OVER),
          op("ReduceProd", "reduction.prod" + OVER),
          op("ReduceSum", "reduction.sum" + OVER),
          op("ReduceSumSquare", "reduction.sum_square" + OVER),
          op("TopK", 10, 2, "reduction.topk({0}, {1}, {axis=-1}, {largest=1}, {sorted=1})"));

  private Reductions() {}
}
