package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reductions over axes. */
final class ReductionRules {
  private ReductionRules() {}

  /** Axes come as an attribute or, in newer operator sets, as an input. */
  static List<Fact> reduce(Site site) {
    Fact data = site.required(0);
    boolean keep = site.intAttribute("keepdims", 1) != 0;
    return List.of(Fact.of(data.type(), data.dims().flatMap(dims -> reduced(site, dims, keep))));
  }

  private static Optional<List<Dim>> reduced(Site site, List<Dim> dims, boolean keep) {
    return axes(site, dims.size())
        .map(axes -> without(dims, axes, keep))
        .or(() -> keep ? Optional.of(Dims.unknown(dims.size())) : Optional.empty());
  }

  /** Returns the axes reduced, in order; empty if they are not known before a run. */
  static Optional<Set<Integer>> axes(Site site, int rank) {
    Optional<List<Long>> given = site.intsAttribute("axes");
    if (given.isEmpty() && site.has(1)) {
      given = site.integers(1);
      if (given.isEmpty()) {
        return Optional.empty();
      }
    }
    Set<Integer> axes = new TreeSet<>();
    if (given.isPresent() && !given.get().isEmpty()) {
      given.get().forEach(axis -> axes.add(site.axis(axis, rank)));
    } else if (site.intAttribute("noop_with_empty_axes", 0) == 0) {
      for (int axis = 0; axis < rank; axis++) {
        axes.add(axis);
      }
    }
    return Optional.of(axes);
  }

  private static List<Dim> without(List<Dim> dims, Set<Integer> reduced, boolean keep) {
    List<Dim> result = new ArrayList<>();
    for (int axis = 0; axis < dims.size(); axis++) {
      if (!reduced.contains(axis)) {
        result.add(dims.get(axis));
      } else if (keep) {
        result.add(Dim.of(1));
      }
    }
    return result;
  }

  /** The position of an extreme along one axis. */
  static List<Fact> position(Site site) {
    boolean keep = site.intAttribute("keepdims", 1) != 0;
    return List.of(
        Fact.of(
            Optional.of(DType.INT64),
            site.required(0)
                .dims()
                .map(dims ->
                    without(
                        dims,
                        Set.of(site.axis(site.intAttribute("axis", 0), dims.size())),
                        keep))));
  }

  /** Values and positions of the largest along one axis; how many is input 1. */
  static List<Fact> topK(Site site) {
    Fact data = site.required(0);
    Dim count =
        site.required(1)
            .content()
            .filter(k -> k.entries().size() == 1)
            .map(k -> k.entries().getFirst().toDim())
            .orElse(Dims.UNKNOWN);
    Optional<List<Dim>> dims =
        data.dims()
            .map(d -> {
              int axis = site.axis(site.intAttribute("axis", -1), d.size());
              if (count instanceof Dim.Known(long k)
                  && d.get(axis) instanceof Dim.Known(long extent)
                  && k > extent) {
                throw site.wrong(1, "at most " + extent, k);
              }
              return Dims.with(d, axis, count);
            });
    return List.of(Fact.of(data.type(), dims), Fact.of(Optional.of(DType.INT64), dims));
  }
}
