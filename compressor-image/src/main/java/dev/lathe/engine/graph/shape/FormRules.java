package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Operators that give the same elements another form. */
final class FormRules {
  private FormRules() {}

  static List<Fact> flatten(Site site) {
    Fact data = site.required(0);
    return List.of(
        data.withDims(
            Optional.of(
                data.dims()
                    .map(dims -> {
                      long wanted = site.intAttribute("axis", 1);
                      int axis =
                          wanted == dims.size() ? dims.size() : site.axis(wanted, dims.size());
                      return List.of(
                          Dims.product(dims.subList(0, axis)),
                          Dims.product(dims.subList(axis, dims.size())));
                    })
                    .orElse(Dims.unknown(2)))));
  }

  static List<Fact> transpose(Site site) {
    Fact data = site.required(0);
    return List.of(data.withDims(data.dims().map(dims -> permuted(dims, permutation(site, dims)))));
  }

  /** Returns which axis of the data each axis of a transposed tensor is. */
  static List<Integer> permutation(Site site, List<?> axes) {
    Optional<List<Long>> given = site.intsAttribute("perm");
    List<Integer> order = new ArrayList<>();
    if (given.isEmpty()) {
      for (int axis = axes.size() - 1; axis >= 0; axis--) {
        order.add(axis);
      }
      return order;
    }
    given.get().forEach(axis -> order.add(site.axis(axis, axes.size())));
    if (order.size() != axes.size() || new HashSet<>(order).size() != order.size()) {
      throw site.wrong(
          "attribute 'perm'", "a permutation of " + axes.size() + " axes", given.get());
    }
    return order;
  }

  private static List<Dim> permuted(List<Dim> dims, List<Integer> order) {
    return order.stream().map(dims::get).toList();
  }

  static List<Fact> squeeze(Site site) {
    Fact data = site.required(0);
    return List.of(data.withDims(data.dims().flatMap(dims -> squeezed(site, dims))));
  }

  private static Optional<List<Dim>> squeezed(Site site, List<Dim> dims) {
    Optional<List<Long>> axes = site.intsAttribute("axes").or(() -> site.integers(1));
    if (axes.isEmpty() && site.has(1)) {
      OptionalInt count = site.axes(1);
      return count.isPresent() && count.getAsInt() <= dims.size()
          ? Optional.of(Dims.unknown(dims.size() - count.getAsInt()))
          : Optional.empty();
    }
    List<Dim> result = new ArrayList<>();
    if (axes.isEmpty()) {
      if (!dims.stream().allMatch(Dim.Known.class::isInstance)) {
        return Optional.empty();
      }
      dims.stream().filter(dim -> !Dims.is(dim, 1)).forEach(result::add);
      return Optional.of(result);
    }
    Set<Integer> dropped = new HashSet<>();
    axes.get().forEach(axis -> dropped.add(site.axis(axis, dims.size())));
    for (int axis = 0; axis < dims.size(); axis++) {
      if (!dropped.contains(axis)) {
        result.add(dims.get(axis));
      } else {
        site.requireSame(0, "axis " + axis + " of extent", Dim.of(1), dims.get(axis));
      }
    }
    return Optional.of(result);
  }

  static List<Fact> unsqueeze(Site site) {
    Fact data = site.required(0);
    return List.of(data.withDims(data.dims().flatMap(dims -> unsqueezed(site, dims))));
  }

  private static Optional<List<Dim>> unsqueezed(Site site, List<Dim> dims) {
    Optional<List<Long>> axes = site.intsAttribute("axes").or(() -> site.integers(1));
    if (axes.isEmpty()) {
      OptionalInt count = site.axes(1);
      return count.isPresent()
          ? Optional.of(Dims.unknown(dims.size() + count.getAsInt()))
          : Optional.empty();
    }
    int rank = dims.size() + axes.get().size();
    Set<Integer> added = new HashSet<>();
    for (long axis : axes.get()) {
      if (!added.add(site.axis(axis, rank))) {
        throw site.wrong("the axes", "each axis once", axes.get());
      }
    }
    List<Dim> result = new ArrayList<>();
    for (int axis = 0, from = 0; axis < rank; axis++) {
      result.add(added.contains(axis) ? Dim.of(1) : dims.get(from++));
    }
    return Optional.of(result);
  }

  /** [N, C, H, W] to [N, C / b², H b, W b]. */
  static List<Fact> depthToSpace(Site site) {
    Fact data = site.required(0);
    long block = blockSize(site);
    return List.of(
        data.withDims(
            site.dimsOfRank(0, 4)
                .map(d ->
                    List.of(
                        d.getFirst(),
                        Dims.dividedBy(d.get(1), block * block),
                        Dims.times(d.get(2), Dim.of(block)),
                        Dims.times(d.get(3), Dim.of(block))))));
  }

  /** [N, C, H, W] to [N, C b², H / b, W / b]. */
  static List<Fact> spaceToDepth(Site site) {
    Fact data = site.required(0);
    long block = blockSize(site);
    return List.of(
        data.withDims(
            site.dimsOfRank(0, 4)
                .map(d ->
                    List.of(
                        d.getFirst(),
                        Dims.times(d.get(1), Dim.of(block * block)),
                        Dims.dividedBy(d.get(2), block),
                        Dims.dividedBy(d.get(3), block)))));
  }

  private static long blockSize(Site site) {
    long block = site.intAttribute("blocksize", 0);
    if (block < 1 || block > Integer.MAX_VALUE) {
      throw site.wrong("attribute 'blocksize'", "1 or more", block);
    }
    return block;
  }

  /** Sized as input 1 says, which lists every axis or those of the attribute {@code axes}. */
  static List<Fact> centerCropPad(Site site) {
    Fact data = site.required(0);
    Optional<List<Dim>> size = site.required(1).content().map(Content::toDims);
    return List.of(
        data.withDims(
            data.dims()
                .map(dims -> {
                  List<Long> axes = site.intsAttribute("axes").orElse(Collections.emptyList());
                  if (axes.isEmpty()) {
                    return size.filter(s -> s.size() == dims.size())
                        .orElse(Dims.unknown(dims.size()));
                  }
                  List<Dim> result = new ArrayList<>(dims);
                  for (int i = 0; i < axes.size(); i++) {
                    boolean known = size.isPresent() && i < size.get().size();
                    result.set(
                        site.axis(axes.get(i), dims.size()),
                        known ? size.get().get(i) : Dims.UNKNOWN);
                  }
                  return result;
                })));
  }
}
