package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Operators that join, split, repeat, pad or scale along axes. */
final class ExtentRules {
  private ExtentRules() {}

  static List<Fact> concat(Site site) {
    Fact first = site.required(0);
    List<Dim> result = null;
    for (int i = 0; i < site.node().inputs().size(); i++) {
      Optional<List<Dim>> dims = site.required(i).dims();
      if (dims.isEmpty()) {
        return List.of(Fact.of(first.type(), anyRank(site)));
      }
      result = result == null ? dims.get() : joined(site, i, result, dims.get());
    }
    return List.of(Fact.of(first.type(), Optional.ofNullable(result)));
  }

  /** Nothing but the rank is known if one of the inputs is not. */
  private static Optional<List<Dim>> anyRank(Site site) {
    return site.inputs().stream()
        .flatMap(fact -> fact.dims().stream())
        .findFirst()
        .map(dims -> Dims.unknown(dims.size()));
  }

  private static List<Dim> joined(Site site, int index, List<Dim> before, List<Dim> next) {
    if (next.size() != before.size()) {
      throw site.wrong(index, "rank " + before.size(), next.size());
    }
    int axis = site.axis(site.intAttribute("axis", 0), before.size());
    List<Dim> result = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      if (i == axis) {
        result.add(Dims.plus(before.get(i), next.get(i)));
      } else {
        site.requireSame(index, "axis " + i + " of extent", before.get(i), next.get(i));
        result.add(Dims.sharper(before.get(i), next.get(i)));
      }
    }
    return result;
  }

  static List<Fact> split(Site site) {
    Fact data = site.required(0);
    int count = site.node().outputs().size();
    if (data.dims().isEmpty()) {
      return java.util.Collections.nCopies(count, Fact.of(data.type(), Optional.empty()));
    }
    List<Dim> dims = data.dims().get();
    int axis = site.axis(site.intAttribute("axis", 0), dims.size());
    List<Dim> parts = parts(site, dims.get(axis), count);
    return parts.stream()
        .map(part -> data.withDims(Optional.of(Dims.with(dims, axis, part))))
        .toList();
  }

  private static List<Dim> parts(Site site, Dim whole, int count) {
    Optional<List<Long>> given = site.intsAttribute("split").or(() -> site.integers(1));
    if (given.isPresent()) {
      if (given.get().size() != count || given.get().stream().anyMatch(part -> part < 0)) {
        throw site.wrong("the split", count + " extents", given.get());
      }
      long sum = given.get().stream().mapToLong(Long::longValue).sum();
      site.requireSame(0, "an axis of extent", Dim.of(sum), whole);
      return given.get().stream().map(Dim::of).toList();
    }
    if (site.has(1) || !(whole instanceof Dim.Known(long extent))) {
      return Dims.unknown(count);
    }
    if (extent % count != 0 && site.opset() < 18) {
      throw site.wrong(0, "an axis that splits into " + count + " equal parts", extent);
    }
    long part = Math.ceilDiv(extent, count);
    List<Dim> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(Dim.of(Math.clamp(extent - i * part, 0, part)));
    }
    return parts;
  }

  static List<Fact> tile(Site site) {
    Fact data = site.required(0);
    Optional<List<Dim>> repeats = site.required(1).content().map(Content::toDims);
    return List.of(
        data.withDims(
            data.dims()
                .map(dims -> {
                  if (repeats.isEmpty()) {
                    return Dims.unknown(dims.size());
                  }
                  if (repeats.get().size() != dims.size()) {
                    throw site.wrong(1, dims.size() + " numbers", repeats.get().size());
                  }
                  List<Dim> result = new ArrayList<>();
                  for (int axis = 0; axis < dims.size(); axis++) {
                    result.add(Dims.times(dims.get(axis), repeats.get().get(axis)));
                  }
                  return result;
                })));
  }

  static List<Fact> expand(Site site) {
    Fact data = site.required(0);
    Optional<List<Dim>> target = site.required(1).content().map(Content::toDims);
    if (target.isEmpty()) {
      OptionalInt rank = site.axes(1);
      return List.of(
          data.withDims(
              rank.isPresent()
                  ? data.dims().map(d -> Dims.unknown(Math.max(d.size(), rank.getAsInt())))
                  : Optional.empty()));
    }
    return List.of(
        data.withDims(
            data.dims()
                .map(dims ->
                    Dims.broadcast(dims, target.get())
                        .orElseThrow(() ->
                            site.wrong(1, "a shape that broadcasts with " + dims, target.get())))));
  }

  /** Pads are all begins, then all ends, of every axis or of those that input 3 lists. */
  static List<Fact> pad(Site site) {
    Fact data = site.required(0);
    return List.of(
        data.withDims(
            data.dims()
                .map(dims -> {
                  Optional<List<Long>> pads = site.intsAttribute("pads").or(() -> site.integers(1));
                  Optional<List<Integer>> axes = axesOf(site, 3, dims.size());
                  if (pads.isEmpty() || axes.isEmpty()) {
                    return Dims.unknown(dims.size());
                  }
                  int count = axes.get().size();
                  if (pads.get().size() != 2 * count) {
                    throw site.wrong(1, 2 * count + " pads", pads.get().size());
                  }
                  List<Dim> result = new ArrayList<>(dims);
                  for (int i = 0; i < count; i++) {
                    int axis = axes.get().get(i);
                    long more = Math.addExact(pads.get().get(i), pads.get().get(i + count));
                    result.set(axis, Dims.plus(dims.get(axis), more));
                  }
                  return result;
                })));
  }

  /** Returns the axes an optional input lists, all where it is omitted; empty if not known. */
  static Optional<List<Integer>> axesOf(Site site, int input, int rank) {
    if (!site.has(input)) {
      return Optional.of(java.util.stream.IntStream.range(0, rank).boxed().toList());
    }
    return site.integers(input)
        .map(axes -> axes.stream().map(axis -> site.axis(axis, rank)).toList());
  }

  /** Scales are input 2, sizes input 3, one number per axis or per axis of {@code axes}. */
  static List<Fact> resize(Site site) {
    Fact data = site.required(0);
    return List.of(data.withDims(data.dims().map(dims -> resized(site, dims))));
  }

  private static List<Dim> resized(Site site, List<Dim> dims) {
    List<Integer> axes =
        site.intsAttribute("axes")
            .map(given -> given.stream().map(axis -> site.axis(axis, dims.size())).toList())
            .orElseGet(() -> java.util.stream.IntStream.range(0, dims.size()).boxed().toList());
    boolean stretched =
        site.stringAttribute("keep_aspect_ratio_policy", "stretch").equals("stretch");
    boolean sized = site.has(3);
    Optional<Content> by = site.input(sized ? 3 : 2).content();
    List<Dim> result = new ArrayList<>(dims);
    for (int i = 0; i < axes.size(); i++) {
      int axis = axes.get(i);
      boolean known = by.isPresent() && i < by.get().entries().size() && (stretched || !sized);
      result.set(
          axis, known ? resized(dims.get(axis), by.get().entries().get(i), sized) : Dims.UNKNOWN);
    }
    return result;
  }

  private static Dim resized(Dim dim, Entry by, boolean sized) {
    if (sized) {
      return by.toDim();
    }
    if (!(by instanceof Entry.Real(double scale)) || scale <= 0) {
      return Dims.UNKNOWN;
    }
    if (scale == 1) {
      return dim;
    }
    return dim instanceof Dim.Known(long extent)
        ? Dim.of((long) Math.floor((float) extent * (float) scale))
        : Dims.UNKNOWN;
  }
}
