package dev.lathe.engine.execute.operator;

import static dev.lathe.engine.execute.emit.Operator.op;

import dev.lathe.engine.execute.emit.Operator;
import java.util.List;

/** Operators that read an image, or a grid, at places between its points. */
final class Samplings {
  private static final String RESIZE =
      ", {antialias=0}, {axes=None}, {coordinate_transformation_mode=\"half_pixel\"},"
          + " {cubic_coeff_a=-0.75}, {exclude_outside=0}, {extrapolation_value=0.},"
          + " {keep_aspect_ratio_policy=\"stretch\"}, {mode=\"nearest\"},"
          + " {nearest_mode=\"round_prefer_floor\"})";

  static final List<Operator> ROWS =
      List.of(
          op("AffineGrid", 20, "sampling.affine_grid({0}, {ints 1}, {align_corners=0})"),
          op(
              "GridSample",
              16,
              "sampling.grid_sample({0}, {1}, {align_corners=0}, {mode=\"linear\"},"
                  + " {padding_mode=\"zeros\"})"),
          op("Resize", 11, "resizing.resize({0}, {1?}, {2?}, {3?}" + RESIZE),
          op(
              "Upsample",
              9,
              "resizing.resize({0}, None, {1}, None, 0, None, \"asymmetric\", -0.75, 0, 0.,"
                  + " \"stretch\", {mode=\"nearest\"}, \"floor\")"));

  private Samplings() {}
}
