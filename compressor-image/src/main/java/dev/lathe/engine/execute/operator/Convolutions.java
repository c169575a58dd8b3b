package dev.lathe.engine.execute.operator;

import static dev.lathe.engine.execute.emit.Operator.op;

import dev.lathe.engine.execute.emit.Operator;
import dev.lathe.engine.execute.emit.Site;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Operators that slide a window over the spatial axes. */
final class Convolutions {
  private static final String POOL = "{auto_pad=\"NOTSET\"}, {ceil_mode=0}, ";

  static final List<Operator> ROWS =
      List.of(
          op(
              "AveragePool",
              "convolution.average_pool({0}, "
                  + POOL
                  + "{count_include_pad=0}, {dilations=None}, {kernel_shape}, {pads=None},"
                  + " {strides=None})"),
          op("Conv", Convolutions::conv).asProduct(),
          op(
                  "ConvTranspose",
                  "convolution.transposed({0}, {1}, {2?}, {auto_pad=\"NOTSET\"}, {dilations=None},"
                      + " {group=1}, {output_padding=None}, {output_shape=None}, {pads=None},"
                      + " {strides=None})")
              .asProduct(),
          op("GlobalAveragePool", "convolution.global_average_pool({0})"),
          op("GlobalLpPool", "convolution.global_lp_pool({0}, {p=2})"),
          op("GlobalMaxPool", "convolution.global_max_pool({0})"),
          op(
              "LpPool",
              "convolution.lp_pool({0}, "
                  + POOL
                  + "{dilations=None}, {kernel_shape}, {p=2}, {pads=None}, {strides=None})"),
          op("MaxPool", Convolutions::maxPool),
          op(
              "MaxUnpool",
              "convolution.max_unpool({0}, {1}, {ints 2?}, {kernel_shape}, {pads=None},"
                  + " {strides=None})"));

  private static final String MAX_POOL = "convolution.max_pool(%s, %s, %s, %s, %s, %s, %s, %s)";

  private Convolutions() {}

  /** A window whose place is known beforehand needs no work at run time. */
  private record Window(String strides, String pads, String dilations, int rank) {

    static Optional<Window> of(Site site) {
      OptionalInt rank = site.rank(0);
      String autoPad = site.node().stringAttribute("auto_pad", "NOTSET");
      if (rank.isEmpty() || rank.getAsInt() < 3 || !autoPad.equals("NOTSET")) {
        return Optional.empty();
      }
      int axes = rank.getAsInt() - 2;
      List<Long> pads = site.node().intsAttribute("pads").orElse(Collections.nCopies(2 * axes, 0L));
      if (!pads.subList(0, axes).equals(pads.subList(axes, 2 * axes))) {
        return Optional.empty();
      }
      String ones = Collections.nCopies(axes, 1L).toString();
      return Optional.of(
          new Window(
              site.literals().attribute("strides", ones),
              pads.subList(0, axes).toString(),
              site.literals().attribute("dilations", ones),
              axes));
    }
  }

  private static void conv(Site site) {
    String inputs = site.tensor(0) + ", " + site.tensor(1) + ", " + site.optional(2);
    String group = site.literals().attribute("group", "1");
    Optional<Window> window = Window.of(site);
    if (window.isPresent()) {
      Window known = window.get();
      site.assign(
          1,
          "torch.convolution(%s, %s, %s, %s, False, %s, %s)"
              .formatted(
                  inputs,
                  known.strides(),
                  known.pads(),
                  known.dilations(),
                  Collections.nCopies(known.rank(), 0L),
                  group));
    } else {
      site.assign(
          1,
          "convolution.conv(%s, %s, %s, %s, %s, %s)"
              .formatted(
                  inputs,
                  site.literals().attribute("auto_pad", "\"NOTSET\""),
                  site.literals().attribute("dilations", "None"),
                  group,
                  site.literals().attribute("pads", "None"),
                  site.literals().attribute("strides", "None")));
    }
  }

  private static void maxPool(Site site) {
    var attributes = site.literals();
    Optional<Window> window = Window.of(site);
    boolean isPlain =
        site.node().outputs().size() == 1
            && site.onnxType(0).filter(type -> type.isFloatingPoint()).isPresent()
            && site.node().intAttribute("ceil_mode", 0) == 0
            && window
                .filter(known -> known.rank() <= 3 && known.pads().matches("[\\[\\], 0]*"))
                .isPresent();
    if (isPlain) {
      Window known = window.orElseThrow();
      site.assign(
          1,
          "torch.max_pool%dd(%s, %s, %s, %s, %s)"
              .formatted(
                  known.rank(),
                  site.tensor(0),
                  attributes.required("kernel_shape"),
                  known.strides(),
                  known.pads(),
                  known.dilations()));
    } else {
      site.assign(
          2,
          MAX_POOL.formatted(
              site.tensor(0),
              attributes.attribute("auto_pad", "\"NOTSET\""),
              attributes.attribute("ceil_mode", "0"),
              attributes.attribute("dilations", "None"),
              attributes.required("kernel_shape"),
              attributes.attribute("pads", "None"),
              attributes.attribute("storage_order", "0"),
              attributes.attribute("strides", "None")));
    }
  }
}
