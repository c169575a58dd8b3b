package dev.lathe.engine.execute.operator;

import static dev.lathe.engine.execute.emit.Operator.op;

import dev.lathe.engine.execute.emit.Operand;
import dev.lathe.engine.execute.emit.Operand.Integers;
import dev.lathe.engine.execute.emit.Operator;
import dev.lathe.engine.execute.emit.Site;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operators that arrange elements anew, or make them from a shape. */
final class Layout {
  static final List<Operator> ROWS =
      List.of(
          op("Cast", Layout::cast),
          op("CastLike", Casts::cast),
          op("CenterCropPad", "layout.center_crop_pad({0}, {ints 1}, {axes=None})"),
          op(
              "Col2Im",
              "layout.col2im({0}, {ints 1}, {ints 2}, {dilations=None}, {pads=None},"
                  + " {strides=None})"),
          op("Concat", ShapeArithmetic.or(ShapeArithmetic::concat, "torch.cat({0*}, {axis})")),
          op("Constant", Layout::constant),
          op("ConstantOfShape", Layout::constantOfShape),
          op("DepthToSpace", "layout.depth_to_space({0}, {blocksize}, {mode=\"DCR\"})"),
          op("Expand", "layout.expand({0}, {ints 1})"),
          op("EyeLike", "layout.eye_like({0}, {k=0}, {out})"),
          op("Flatten", "layout.flatten({0}, {axis=1})"),
          op("Pad", 11, "layout.pad({0}, {ints 1}, {2?}, {ints 3?}, {mode=\"constant\"})"),
          op("Range", "layout.range({0}, {1}, {2})"),
          op("Reshape", Layout::reshape),
          op(
              "ReverseSequence",
              "layout.reverse_sequence({0}, {ints 1}, {batch_axis=1}, {time_axis=0})"),
          op(
              "Shape",
              ShapeArithmetic.or(
                  ShapeArithmetic::shape, "layout.shape({0}, {start=0}, {end=None})")),
          op("Size", "torch.tensor(torch.numel({0}), dtype=4)"),
          new Operator(
              "",
              "Slice",
              10,
              ShapeArithmetic.or(
                  ShapeArithmetic::slice,
                  "layout.slice({0}, {ints 1}, {ints 2}, {ints 3?}, {ints 4?})")),
          op("SpaceToDepth", "layout.space_to_depth({0}, {blocksize})"),
          op("Split", Layout::split),
          op(
              "Squeeze",
              ShapeArithmetic.or(ShapeArithmetic::squeeze, "layout.squeeze({0}, {ints 1 axes})")),
          op("Tile", "layout.tile({0}, {ints 1})"),
          op("Transpose", Layout::transpose),
          op("Trilu", "layout.trilu({0}, {1?}, {upper=1})"),
          op(
              "Unsqueeze",
              ShapeArithmetic.or(
                  ShapeArithmetic::unsqueeze, "layout.unsqueeze({0}, {ints 1 axes})")));

  private Layout() {}

  private static void cast(Site site) {
    Optional<Integers> integers = ShapeArithmetic.cast(site);
    if (integers.isPresent()) {
      site.bind(0, Operand.of(integers.get()));
    } else {
      Casts.cast(site);
    }
  }

  private static void transpose(Site site) {
    Optional<List<Long>> order = site.node().intsAttribute("perm");
    site.assign(
        1,
        order.isPresent()
            ? "torch.permute(" + site.tensor(0) + ", " + order.get() + ")"
            : "layout.transpose(" + site.tensor(0) + ", None)");
  }

  /** A shape at hand needs no look at the input but where it says 0, which is as it was. */
  private static void reshape(Site site) {
    boolean zeroIsNone = site.node().intAttribute("allowzero", 0) != 0;
    Optional<Integers> shape = site.operand(1).integers();
    if (shape.isEmpty()) {
      site.assign(
          1,
          "layout.reshape(%s, %s, %d)".formatted(site.tensor(0), site.ints(1), zeroIsNone ? 1 : 0));
      return;
    }
    List<String> extents = new ArrayList<>();
    for (int axis = 0; axis < shape.get().elements().size(); axis++) {
      String extent = shape.get().elements().get(axis);
      extents.add(
          extent.equals("0") && !zeroIsNone
              ? "torch.size(%s, %d)".formatted(site.tensor(0), axis)
              : extent);
    }
    String list = new Integers(extents, false).list();
    site.assign(1, "torch.reshape(" + site.tensor(0) + ", " + list + ")");
  }

  private static void split(Site site) {
    String sizes = site.has(1) ? site.ints(1) : site.literals().attribute("split", "None");
    String axis = site.literals().attribute("axis", "0");
    int outputs = site.node().outputs().size();
    site.assign(0, "layout.split(%s, %s, %s, %d)".formatted(site.tensor(0), sizes, axis, outputs));
  }

  private static void constant(Site site) {
    var node = site.node();
    Tensor value =
        node.tensorAttribute("value")
            .or(() ->
                node.attribute("value_int")
                    .map(a -> Tensor.ofLongs(Shape.scalar(), node.intAttribute("value_int", 0))))
            .or(() ->
                node.attribute("value_float")
                    .map(a ->
                        Tensor.ofFloats(Shape.scalar(), node.floatAttribute("value_float", 0))))
            .or(() ->
                node.intsAttribute("value_ints")
                    .map(v ->
                        Tensor.ofLongs(
                            Shape.of(v.size()), v.stream().mapToLong(Long::longValue).toArray())))
            .or(() -> site.floats("value_floats"))
            .orElseThrow(() -> site.unsupported("a constant that is no dense tensor of numbers"));
    if (value.type() == DType.STRING) {
      throw site.unsupported("a constant of strings");
    }
    site.bind(0, site.store(value));
  }

  private static void constantOfShape(Site site) {
    String value =
        site.node()
            .tensorAttribute("value")
            .map(one -> site.store(one).expression())
            .orElse("torch.zeros([1], dtype=6)");
    site.assign(1, "torch.expand(torch.squeeze(%s), %s)".formatted(value, site.ints(0)));
  }
}
