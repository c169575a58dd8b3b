package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A window that slides over spatial axes: that of a convolution or a pool. All lists have one
 * element per spatial axis, pads two: all begins, then all ends.
 */
record Window(
    List<Dim> kernel, List<Long> strides, List<Long> dilations, List<Long> pads, Padding padding) {

  /** How pads come about. */
  enum Padding {
    NOTSET,
    VALID,
    SAME_UPPER,
    SAME_LOWER
  }

  Window {
    kernel = List.copyOf(kernel);
    strides = List.copyOf(strides);
    dilations = List.copyOf(dilations);
    pads = List.copyOf(pads);
  }

  /**
   * Reads the window of a node.
   *
   * @param ifNoKernel the kernel where no attribute says it
   */
  static Window of(Site site, List<Dim> ifNoKernel) {
    List<Dim> kernel = kernel(site).orElse(ifNoKernel);
    int axes = kernel.size();
    return new Window(
        kernel,
        perAxis(site, "strides", axes, 1),
        perAxis(site, "dilations", axes, 1),
        perAxis(site, "pads", 2 * axes, 0),
        padding(site));
  }

  /** Returns the extents of the kernel by the attribute. */
  static Optional<List<Dim>> kernel(Site site) {
    Optional<List<Long>> shape = site.intsAttribute("kernel_shape");
    if (shape.isPresent() && shape.get().stream().anyMatch(extent -> extent < 1)) {
      throw site.wrong("attribute 'kernel_shape'", "extents of 1 or more", shape.get());
    }
    return shape.map(extents -> extents.stream().map(Dim::of).toList());
  }

  private static List<Long> perAxis(Site site, String name, int length, long ifAbsent) {
    List<Long> values = site.intsAttribute(name).orElse(Collections.nCopies(length, ifAbsent));
    if (values.size() != length) {
      throw site.wrong("attribute '" + name + "'", length + " numbers", values.size());
    }
    if (ifAbsent == 1 && values.stream().anyMatch(value -> value < 1)) {
      throw site.wrong("attribute '" + name + "'", "numbers of 1 or more", values);
    }
    return values;
  }

  private static Padding padding(Site site) {
    String text = site.stringAttribute("auto_pad", "NOTSET");
    for (Padding padding : Padding.values()) {
      if (padding.name().equals(text)) {
        return padding;
      }
    }
    throw site.wrong("attribute 'auto_pad'", "one of " + List.of(Padding.values()), text);
  }

  /** Returns the spatial extents of the output. */
  List<Dim> slideOver(Site site, List<Dim> spatial, boolean roundUp) {
    if (spatial.size() != kernel.size()) {
      throw site.wrong(0, "rank " + (kernel.size() + 2), spatial.size() + 2);
    }
    List<Dim> result = new ArrayList<>();
    for (int axis = 0; axis < spatial.size(); axis++) {
      result.add(slideOver(site, axis, spatial.get(axis), roundUp));
    }
    return result;
  }

  private Dim slideOver(Site site, int axis, Dim extent, boolean roundUp) {
    long stride = strides.get(axis);
    if (padding == Padding.SAME_UPPER || padding == Padding.SAME_LOWER) {
      return extent instanceof Dim.Known(long in)
          ? Dim.of(Math.ceilDiv(in, stride))
          : stride == 1 ? extent : Dims.UNKNOWN;
    }
    if (!(kernel.get(axis) instanceof Dim.Known(long size))) {
      return Dims.UNKNOWN;
    }
    long reach = Math.addExact(Math.multiplyExact(size - 1, dilations.get(axis)), 1);
    long padded = Math.addExact(pad(axis), pad(axis + kernel.size()));
    if (!(extent instanceof Dim.Known(long in))) {
      return stride == 1 && padded == reach - 1 ? extent : Dims.UNKNOWN;
    }
    long room = Math.subtractExact(Math.addExact(in, padded), reach);
    if (room < 0) {
      throw site.wrong(
          0, "an extent of at least " + (reach - padded) + " on axis " + (axis + 2), in);
    }
    long out = (roundUp ? Math.ceilDiv(room, stride) : room / stride) + 1;
    boolean lastStartsInPadding = roundUp && (out - 1) * stride >= in + pad(axis);
    return Dim.of(lastStartsInPadding ? out - 1 : out);
  }

  /** Returns the spatial extents of the transposed convolution. */
  List<Dim> spread(Site site, List<Dim> spatial, List<Long> outputPadding) {
    if (spatial.size() != kernel.size()) {
      throw site.wrong(0, "rank " + (kernel.size() + 2), spatial.size() + 2);
    }
    List<Dim> result = new ArrayList<>();
    for (int axis = 0; axis < spatial.size(); axis++) {
      result.add(spread(axis, spatial.get(axis), outputPadding.get(axis)));
    }
    return result;
  }

  private Dim spread(int axis, Dim extent, long outputPadding) {
    long stride = strides.get(axis);
    if (padding == Padding.SAME_UPPER || padding == Padding.SAME_LOWER) {
      return Dims.times(extent, Dim.of(stride));
    }
    if (!(extent instanceof Dim.Known(long in) && kernel.get(axis) instanceof Dim.Known(long k))) {
      return Dims.UNKNOWN;
    }
    long reach = Math.addExact(Math.multiplyExact(k - 1, dilations.get(axis)), 1);
    long grown = Math.addExact(Math.multiplyExact(stride, in - 1), outputPadding);
    long padded = Math.addExact(pad(axis), pad(axis + kernel.size()));
    long out = Math.subtractExact(Math.addExact(grown, reach), padded);
    return out < 0 ? Dims.UNKNOWN : Dim.of(out);
  }

  private long pad(int index) {
    return padding == Padding.NOTSET ? pads.get(index) : 0;
  }
}
