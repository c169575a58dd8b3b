package dev.lathe.engine.execute.operator;

import static dev.lathe.engine.execute.emit.Operator.op;

import dev.lathe.engine.execute.emit.Operator;
import java.util.List;

/** Operators that pick elements, or write some, where others say. */
final class Selections {
  private static final String SCATTER =
      "selection.scatter_elements({0}, {1}, {2}, {axis=0}, {reduction=\"none\"})";

  static final List<Operator> ROWS =
      List.of(
          op("Compress", "selection.compress({0}, {1}, {axis=None})"),
          op(
              "Gather",
              ShapeArithmetic.or(ShapeArithmetic::gather, "selection.gather({0}, {1}, {axis=0})")),
          op("GatherElements", "selection.gather_elements({0}, {1}, {axis=0})"),
          op("GatherND", "selection.gather_nd({0}, {1}, {batch_dims=0})"),
          op("NonZero", "selection.nonzero({0})"),
          op("OneHot", "selection.one_hot({0}, {1}, {2}, {axis=-1})"),
          op("Scatter", SCATTER),
          op("ScatterElements", SCATTER),
          op("ScatterND", "selection.scatter_nd({0}, {1}, {2}, {reduction=\"none\"})"),
          op(
              "TensorScatter",
              "selection.tensor_scatter({0}, {1}, {2?}, {axis=-2}, {mode=\"linear\"})"),
          op("Unique", 11, 4, "selection.unique({0}, {axis=None}, {sorted=1})"));

  private Selections() {}
}
