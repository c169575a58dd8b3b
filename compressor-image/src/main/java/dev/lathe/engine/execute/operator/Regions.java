package dev.lathe.engine.execute.operator;

import static dev.lathe.engine.execute.emit.Operator.op;

import dev.lathe.engine.execute.emit.Operator;
import java.util.List;

/** Operators of object detection. */
final class Regions {
  static final List<Operator> ROWS =
      List.of(
          op(
              "DeformConv",
              19,
              "regions.deformed({0}, {1}, {2}, {3?}, {4?}, {dilations=None}, {group=1},"
                  + " {offset_group=1}, {pads=None}, {strides=None})"),
          op(
              "NonMaxSuppression",
              "regions.suppress({0}, {1}, {2?}, {3?}, {4?}, {center_point_box=0})"),
          op("RoiAlign", "regions.align" + align("output_half_pixel")),
          op("RoiAlign", 16, "regions.align" + align("half_pixel")));

  private Regions() {}

  private static String align(String mode) {
    return "({0}, {1}, {ints 2}, {coordinate_transformation_mode=\""
        + mode
        + "\"}, {mode=\"avg\"}, {output_height=1}, {output_width=1}, {sampling_ratio=0},"
        + " {spatial_scale=1.})";
  }
}
